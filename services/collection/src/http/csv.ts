import { Readable } from 'node:stream';
import Type from 'typebox';
import { spreadsheetCell, writeCells } from '../domain/csv/cells.ts';

const BOM = '\ufeff';

/** What a route that answers with CSV states of it. */
export const CSV_ANSWER = {
  produces: ['text/csv'],
  response: { 200: Type.Unsafe<Readable>({ type: 'string', description: 'CSV' }) },
};

/**
 * Answers with rows as CSV for spreadsheets: UTF-8 with a byte order mark, as fast as it is read, and with no cell that such a
 * program would take for a formula.
 */
export function answerCsv(
  reply: CsvReply,
  fileName: string,
  header: readonly string[],
  rows: AsyncIterable<readonly (readonly string[])[]>,
): Readable {
  reply.header('content-type', 'text/csv; charset=utf-8');
  reply.header('content-disposition', `attachment; filename="${fileName}"`);
  return Readable.from(lines(header, rows));
}

/** The part of a reply that is needed here. */
interface CsvReply {
  header(name: string, value: string): unknown;
}

/** Everything that a list gives page by page. */
export async function* everyPage<T>(
  list: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): AsyncGenerator<T[]> {
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await list(cursor);
    yield items;
    if (next === null) return;
    cursor = next;
  }
}

async function* lines(header: readonly string[], rows: AsyncIterable<readonly (readonly string[])[]>) {
  yield `${BOM}${writeCells(header)}\r\n`;
  for await (const some of rows) yield some.map((row) => `${writeCells(row.map(spreadsheetCell))}\r\n`).join('');
}
