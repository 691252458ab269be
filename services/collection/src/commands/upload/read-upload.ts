import type { Format } from '@necips/domain';
import type { Context } from '../../context.ts';
import type { TextEncoding } from '../../domain/csv/encoding.ts';
import type { RawChunk } from '../../domain/intake/chunk-builder.ts';
import { CsvUpload } from '../../domain/intake/csv-upload.ts';
import { JsonUpload } from '../../domain/intake/json-upload.ts';
import { type FileForm, recogniseForm } from '../../domain/intake/recognise-form.ts';
import type { UploadReader, UploadSummary } from '../../domain/intake/upload-reader.ts';

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
  { limits }: Pick<Context, 'limits'>,
  content: AsyncIterable<Buffer>,
  shape: UploadShape,
  store: (chunk: RawChunk) => Promise<void>,
): Promise<UploadSummary> {
  let reader: UploadReader | undefined;
  for await (const bytes of content) {
    reader ??= createReader(limits, shape, bytes);
    reader.push(bytes);
    for (const chunk of reader.takeChunks()) await store(chunk);
  }
  reader ??= new CsvUpload(limits, shape.format, shape.encoding);
  const summary = await reader.end();
  for (const chunk of reader.takeChunks()) await store(chunk);
  return summary;
}

function createReader(
  limits: Context['limits'],
  { format, declared, encoding }: UploadShape,
  start: Buffer,
): UploadReader {
  if (encoding) return new CsvUpload(limits, format, encoding);
  return recogniseForm(start, declared) === 'json' ? new JsonUpload(limits, format) : new CsvUpload(limits, format);
}
