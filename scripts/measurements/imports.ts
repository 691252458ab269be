import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@necips/runtime';
import { type LocalFederation, SAMPLE_FORMS, serviceMigrations } from '@necips/testbed';
import { bareInsert } from './bare.ts';
import { temporaryDatabase } from './databases.ts';
import { bareParse } from './imports/bare-parse.ts';
import { importFile } from './imports/import-file.ts';
import { type MeasuredCollection, startMeasuredCollection } from './imports/measured-collection.ts';
import { penaltyFile } from './imports/penalty-files.ts';
import { seedSubjects } from './imports/seed-subjects.ts';
import { streamIntake } from './imports/stream-intake.ts';

/** The smaller file of each form, as a share of the larger: what memory is compared with, and what warms everything up. */
const SMALL = 0.2;

/** Tables that an import of penalties writes its rows into. */
const TABLES = [
  { name: 'public.record_version', order: 'sequence' },
  { name: 'public.record_version_content', order: 'sequence' },
  { name: 'public.record_version_internal', order: 'sequence' },
];

/**
 * How fast penalties come in by file, with validation and attribution against a full directory: a collection service of its own, on
 * a database of its own, so that nothing but intake is measured. `rows` a file, twice for each form; the rate is from the first byte
 * sent to the last row recorded. Beside it what a bare parse of the same file and a bare array insert of the same rows take, and what
 * a gRPC stream takes to be durable.
 */
export async function imports(
  federation: LocalFederation,
  node: string,
  { rows, subjects }: { rows: number; subjects: number },
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'necips-imports-'));
  try {
    await using collection = await startMeasuredCollection(federation, node);
    await seedSubjects(collection.sql, { node, subjects });
    const report: Record<string, unknown> = {};
    let first = 0;
    for (const form of SAMPLE_FORMS) {
      const peaks: number[] = [];
      for (const size of [Math.round(rows * SMALL), rows]) {
        const file = join(folder, `penalties.${form}`);
        await penaltyFile(file, { form, node, rows: size, first, subjects });
        first += size;
        const { seconds, peakMegabytes } = await importFile(collection, file, size);
        peaks.push(peakMegabytes);
        if (size !== rows) continue;
        report[form] = Math.round(size / seconds);
        // Right after it: what else runs on the machine changes from minute to minute.
        const inserted = await bareInsertRate(federation, collection, node);
        const parsed = Math.round(size / (await bareParse(file, form)));
        report[`${form}OfSlower`] = Math.round((size / seconds / Math.min(parsed, inserted)) * 100) / 100;
        report[`${form}Bare`] = { parse: parsed, insert: inserted };
      }
      report[`${form}PeakMegabytes`] = peaks;
    }
    report['stream'] = await streamIntake(collection, { node, rows, first, subjects });
    return { ...report, load: loadavg().map((load) => Math.round(load * 10) / 10) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bareInsertRate(federation: LocalFederation, { sql }: MeasuredCollection, node: string): Promise<number> {
  await using target = await temporaryDatabase(federation, 'bare_imports');
  await migrate(target.url, serviceMigrations('collection'));
  return Math.round(await bareInsert({ source: sql, target: target.sql, tables: TABLES, node }));
}
