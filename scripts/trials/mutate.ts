// ./scripts/mutate [--count 1000] [--seed S] [--nodes 330000,440000] [--rows R] [--levels centre,publication]  makes that many random
// differences of all kinds directly in the databases and topics of the federation that is up, or of one of its own that it stops
// again, and waits until all of them have healed by themselves. Whether they have is told by snapshots of its own, not by the
// patrol's word; whether they were found, by what the patrol has written down. Progress goes to standard error; the last line of
// standard output is one JSON object. Exit status 1 unless everything healed and nothing was found that nobody made.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CHECKOUT,
  LocalFederation,
  noProgress,
  runDirectory,
  startFederation,
  stopInfrastructure,
} from '@necips/testbed';
import { mutate } from '../mutation/mutate.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    nodes: { type: 'string' },
    rows: { type: 'string' },
    levels: { type: 'string', default: 'centre,publication' },
  },
});
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const OWN_RUN = join(CHECKOUT, '.run/mutate');
const OWN_NODES = ['330000', '440000'];
const ROWS_MIN = 400;

const running = runDirectory(process.env);
const isUp = existsSync(join(running, 'endpoints.json'));
const nodes = values.nodes?.split(',').map((node) => node.trim());
await using ended = new AsyncDisposableStack();
const federation = isUp ? new LocalFederation(running) : await startOwn();
const report = await mutate(federation, {
  nodes: nodes ?? Object.keys(federation.endpoints.nodes).slice(0, 2),
  count,
  seed,
  rows: values.rows === undefined ? Math.max(ROWS_MIN, count) : Number(values.rows),
  levels: values.levels.split(','),
  progress: (text) => console.error(text),
});
console.log(JSON.stringify(report));
process.exitCode = report.healed === report.made && report.falseAlarms === 0 && report.made === count ? 0 : 1;

async function startOwn(): Promise<LocalFederation> {
  console.error('nothing is up: starting a federation of its own');
  await stopInfrastructure(OWN_RUN, { wipe: true });
  ended.defer(async () => void (await stopInfrastructure(OWN_RUN, { wipe: true })));
  return startFederation({ runDirectory: OWN_RUN, nodes: nodes ?? OWN_NODES, progress: noProgress });
}
