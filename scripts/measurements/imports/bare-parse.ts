import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { SampleForm } from '@necips/testbed';
import { openWorkbook, type RandomAccess, SpoolFile } from '@necips/workbook';

const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Takes every record of a file apart into its cells or members and does nothing with them; returns how many seconds that takes. */
export async function bareParse(file: string, form: SampleForm): Promise<number> {
  const started = performance.now();
  const count = await COUNTS[form](file);
  if (count === 0) throw new Error(`${file} has nothing in it`);
  return (performance.now() - started) / 1000;
}

const COUNTS: Record<SampleForm, (file: string) => Promise<number>> = {
  csv: (file) => countLines(file, (line) => (line.includes('"') ? quotedCells(line) : line.split(',')).length),
  jsonl: (file) => countLines(file, (line) => Object.keys(JSON.parse(line) as object).length),
  xlsx: countSheet,
};

/** Cells or members of all lines. */
async function countLines(file: string, count: (line: string) => number): Promise<number> {
  let cells = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    cells += count(line);
  }
  return cells;
}

function quotedCells(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

async function countSheet(path: string): Promise<number> {
  await using handle = await open(path);
  const { size } = await handle.stat();
  const file: RandomAccess = {
    size,
    read: async (position, length) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
      await handle.read(buffer, 0, buffer.length, position);
      return buffer;
    },
  };
  await using aside = await SpoolFile.create(tmpdir());
  const limits = { inflatedBytesMax: UNLIMITED, expansionRatioMax: UNLIMITED, rowCharactersMax: UNLIMITED };
  const workbook = await openWorkbook(file, aside, limits);
  let cells = 0;
  for await (const rows of workbook.readRows(workbook.sheets[0]?.name ?? '')) {
    for (const row of rows) cells += row.cells.length;
  }
  return cells;
}
