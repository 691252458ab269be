// ./scripts/backup --node 330000 | --centre [--to DIR] [--keep-days N]  takes a backup of a running node or of the centre: databases,
// keys, manifest. Last line: one JSON object.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runDirectory, showProgress, takeBackup } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    centre: { type: 'boolean', default: false },
    to: { type: 'string' },
    'keep-days': { type: 'string' },
  },
});
const keepDays = values['keep-days'] === undefined ? undefined : Number(values['keep-days']);
const node = values.centre ? '100000' : values.node;
if (
  !node ||
  (values.centre && values.node) ||
  (keepDays !== undefined && !(Number.isInteger(keepDays) && keepDays > 0))
) {
  console.error('usage: ./scripts/backup --node 330000 | --centre [--to DIR] [--keep-days 30]');
  process.exit(2);
}
const directory = runDirectory(process.env);
const to = resolve(values.to ?? join(directory, 'backups'));
try {
  const { folder, manifest, pruned } = await takeBackup({
    runDirectory: directory,
    node,
    to,
    keepDays,
    progress: showProgress,
  });
  if (!manifest.isSettled)
    console.log('  not everything that was recorded was published yet when this backup was taken');
  const { takenAt, databases, keys, logs } = manifest;
  const bytes = databases.reduce((sum, database) => sum + database.bytes, 0);
  console.log(JSON.stringify({ ok: true, node, folder, takenAt, bytes, keys, logs, pruned }));
} catch (error) {
  console.error(`backup failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
