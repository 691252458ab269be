// ./scripts/restore --node 330000 | --centre --from DIR [--only SERVICE]  puts a node or the centre back to a backup. What happened since
// comes back by itself from the rest of the federation; until then nothing is shown that may have been withdrawn. Last line: one
// JSON object.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBackup, runDirectory, showProgress } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    centre: { type: 'boolean', default: false },
    from: { type: 'string' },
    only: { type: 'string' },
  },
});
const node = values.centre ? '100000' : values.node;
if (!node || !values.from || (values.centre && values.node)) {
  console.error(
    'usage: ./scripts/restore --node 330000 | --centre --from DIR [--only collection|publication|aggregation]',
  );
  process.exit(2);
}
try {
  const { manifest, keysPutBack } = await restoreBackup({
    runDirectory: runDirectory(process.env),
    node,
    from: resolve(values.from),
    only: values.only,
    progress: showProgress,
  });
  const { takenAt, logs } = manifest;
  console.log(
    `  as of ${takenAt}; what happened since comes back by itself, /v1/status and /health/ready say how far it is`,
  );
  console.log(JSON.stringify({ ok: true, node, takenAt, logs, keysPutBack }));
} catch (error) {
  console.error(`restore failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
