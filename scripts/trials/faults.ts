// ./scripts/faults [--minutes M] [--seed S] [--rows N]  keeps a centre and two provinces of its own under steady load, N rows a
// second each, while everything fails in an order that the seed decides: processes are killed, servers restarted, links cut,
// slowed, deafened and blocked, a disk filled, a clock set wrong. Then it waits until all has settled and holds the national
// index against the load's own books. What happens goes to standard error; the last line of standard output is one JSON
// object. Exit status 1 unless nothing is lost or doubled, all roots are equal and ./scripts/verify agrees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKOUT, runFaults, wipeFaultyFederation } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rows: { type: 'string', default: '150' },
  },
});
const [minutes, seed, rowsPerSecond] = [values.minutes, values.seed, values.rows].map(Number) as [
  number,
  number,
  number,
];
if (!(minutes > 0 && Number.isSafeInteger(seed) && rowsPerSecond > 0)) {
  console.error('usage: ./scripts/faults [--minutes 2] [--seed 1] [--rows 150]');
  process.exit(2);
}

const runDirectory = join(CHECKOUT, '.run/faults');
const progress = (text: string) => console.error(text);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void wipeFaultyFederation(runDirectory).finally(() => process.exit(130)));
}
await using run = await runFaults({ runDirectory, minutes, seed, rowsPerSecond, progress });
const { report } = run;
// In a process of its own, and not waited for in one piece: the links that it reads through live here.
const verify = spawn(process.execPath, [join(CHECKOUT, 'scripts/verify-copy/verify.ts')], {
  env: { ...process.env, NECIPS_RUN: runDirectory },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const [status] = await once(verify, 'exit');
const verified = status === 0;
const isWhole = report.lost === 0 && report.doubled === 0 && report.rootsEqual && verified;
process.exitCode = isWhole ? 0 : 1;
console.log(JSON.stringify({ ...report, verified }));
