import type { Format } from '@necips/domain';
import type { Context } from '../../context.ts';
import type { TextEncoding } from '../../domain/csv/encoding.ts';
import type { RawChunk } from '../../domain/intake/chunk-builder.ts';
import { CsvUpload } from '../../domain/intake/csv-upload.ts';
import { JsonUpload } from '../../domain/intake/json-upload.ts';
import { type FileForm, recogniseForm } from '../../domain/intake/recognise-form.ts';
import type { UploadReader, UploadSummary } from '../../domain/intake/upload-reader.ts';
import { readWorkbook } from './read-workbook.ts';

/** What is known of a file before it is read. */
export interface UploadShape {
  format: Format;
  /** What the sender says that it is; its first bytes say it better. */
  declared?: FileForm | undefined;
  /** The sender's own protocol makes it CSV of this encoding, so that nothing is to be recognised. */
  encoding?: TextEncoding | undefined;
}

/** Reads the content of a file of whatever form into pieces of rows, and hands each to `store`. Throws as `UploadReader` does. */
export async function readUpload(
  context: Pick<Context, 'limits' | 'spoolDirectory'>,
  content: AsyncIterable<Buffer>,
  shape: UploadShape,
  store: (chunk: RawChunk) => Promise<void>,
): Promise<UploadSummary> {
  const { limits } = context;
  const { format, declared, encoding } = shape;
  const pieces = content[Symbol.asyncIterator]();
  const first = await pieces.next();
  const start = first.done ? EMPTY : first.value;
  const whole = startingWith(start, { [Symbol.asyncIterator]: () => pieces });
  const form = encoding ? 'csv' : recogniseForm(start, declared);
  if (form === 'xlsx') return await readWorkbook(context, whole, format, store);
  const reader: UploadReader =
    form === 'json' ? new JsonUpload(limits, format) : new CsvUpload(limits, format, encoding);
  for await (const bytes of whole) {
    reader.push(bytes);
    for (const chunk of reader.takeChunks()) await store(chunk);
  }
  const summary = await reader.end();
  for (const chunk of reader.takeChunks()) await store(chunk);
  return summary;
}

const EMPTY = Buffer.alloc(0);

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}
