// ./scripts/bench [--rows N | --file F] [--node 330000] [--repairNode 440000] [--backlog N] [--importRows N] [--subjects N]
// [--only NAME,…] [--skip NAME,…]  measures the federation that is up on this machine: from a file at a province's door to verified at
// the centre, beside a raw COPY of the same rows and beside *bare*, the same rows through the same tables by array inserts in one
// process; then roll-up latency at a steady rate, lookups and searches by REST, public pages in Chromium, verification of the whole
// log from its URL, the centre alone from a full topic, catching up under load, what repairs cost in logs of 10,000, 100,000 and N
// leaves, imports of penalties in each form, and peak memory. Everything runs on one machine at one time, so the ratios are what to
// read.
import { parseArgs } from 'node:util';
import { localFederation } from '@necips/testbed';
import { answers } from '../measurements/answers.ts';
import { catchUpUnderLoad, centreAlone } from '../measurements/backlog.ts';
import { bareRates } from '../measurements/bare-rates.ts';
import { endToEnd } from '../measurements/end-to-end.ts';
import { imports } from '../measurements/imports.ts';
import { logVerification } from '../measurements/log-verification.ts';
import { peakMemories } from '../measurements/memory.ts';
import { pages } from '../measurements/pages.ts';
import { prepareRows } from '../measurements/prepare-rows.ts';
import { rawCopyRate } from '../measurements/raw-copy.ts';
import { repairCost } from '../measurements/repair-cost.ts';
import { rollUpLatency } from '../measurements/roll-up-latency.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    file: { type: 'string' },
    node: { type: 'string', default: '330000' },
    repairNode: { type: 'string', default: '440000' },
    backlog: { type: 'string', default: '200000' },
    importRows: { type: 'string', default: '200000' },
    subjects: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    skip: { type: 'string', default: '' },
  },
});
const federation = localFederation();
const skipped = new Set(values.skip.split(','));
const only = values.only?.split(',');
const isMeasured = (name: string) => !skipped.has(name) && (only?.includes(name) ?? true);
const report: Record<string, unknown> = {};

/** Runs one measurement, shows it, and keeps it for the closing line. */
async function measure(name: string, work: () => Promise<object>): Promise<void> {
  if (!isMeasured(name)) return;
  console.log(`\n${name}`);
  const result = await work();
  report[name] = result;
  for (const [key, value] of Object.entries(result)) console.log(`  ${key.padEnd(28)} ${JSON.stringify(value)}`);
}

if (isMeasured('copy') || isMeasured('endToEnd')) {
  await using rows = await prepareRows({ node: values.node, rows: Number(values.rows), file: values.file });
  console.log(`${rows.count ?? 'not counted'} rows, ${(rows.bytes / 1e6).toFixed(0)} MB, node ${values.node}`);
  await measure('copy', async () => ({ rowsPerSecond: await rawCopyRate(federation, rows.file) }));
  await measure('endToEnd', () => endToEnd(federation, values.node, rows));
}
await measure('bare', () => bareRates(federation, values.node));
await measure('rollUpLatency', () => rollUpLatency(federation, values.node));
await measure('answers', () => answers(federation));
await measure('pages', () => pages(federation));
await measure('logVerification', () => logVerification(federation, values.node));
await measure('centreAlone', () => centreAlone(federation, values.node, Number(values.backlog)));
await measure('catchUp', () => catchUpUnderLoad(federation, values.node, Number(values.backlog)));
const sizes = [10_000, 100_000, Number(values.rows)].filter((size) => size <= Number(values.rows));
await measure('repairCost', () => repairCost(federation, values.repairNode, sizes));
const size = { rows: Number(values.importRows), subjects: Number(values.subjects) };
await measure('imports', () => imports(federation, values.node, size));
await measure('memory', async () => peakMemories());

const { endToEnd: ours, centreAlone: centre, bare } = report as Partial<Record<string, Record<string, number>>>;
if (bare) {
  report.ofBare = { endToEnd: share(ours, bare['rowsPerSecond']), centreAlone: share(centre, bare['aggregation']) };
  console.log(`\nof bare: ${JSON.stringify(report.ofBare)}`);
}
console.log(JSON.stringify(report));

/** Which part of the bare rate was reached; undefined where one of the two was not measured. */
function share(measured: Record<string, number> | undefined, bareRate: number | undefined): number | undefined {
  if (!measured?.['rowsPerSecond'] || !bareRate) return undefined;
  return Math.round((measured['rowsPerSecond'] / bareRate) * 100) / 100;
}
