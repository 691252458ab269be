import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { RandomAccess } from '../random-access.ts';
import { WorkbookFault } from '../workbook-fault.ts';
import { type ArchiveEntry, bad } from './archive.ts';

/** What the parts of one workbook may come to together when they are inflated. */
export class InflationBudget {
  #left: number;
  readonly #bytesMax: number;

  /** At most `bytesMax`, and at most `ratioMax` times the size of the file once it is beyond what is always free. */
  constructor(fileBytes: number, limits: { inflatedBytesMax: number; expansionRatioMax: number }) {
    const byRatio = Math.max(FREE_BYTES, fileBytes * limits.expansionRatioMax);
    this.#bytesMax = Math.min(limits.inflatedBytesMax, byRatio);
    this.#left = this.#bytesMax;
  }

  /** Throws a WorkbookFault when all is spent. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    const message = `工作簿解压后超过上限 ${this.#bytesMax} 字节 (the workbook is too large when inflated)`;
    throw new WorkbookFault('expansion_too_large', message, { bytesMax: this.#bytesMax });
  }
}

/** A workbook may inflate to this whatever its ratio: a small one of equal rows shrinks a lot. */
const FREE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const HEADER_BYTES = 30;
const HEADER_SIGNATURE = 0x04034b50;

/**
 * Yields the bytes of an entry, held to the size and the checksum that its directory claims and to the budget. Throws a WorkbookFault
 * where they are not so.
 */
export async function* inflate(
  file: RandomAccess,
  entry: ArchiveEntry,
  budget: InflationBudget,
): AsyncGenerator<Buffer> {
  const header = await file.read(entry.headerAt, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== HEADER_SIGNATURE) throw bad('no local header');
  const at = entry.headerAt + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (at + entry.packedBytes > file.size) throw bad('an entry is cut off');
  const packed = slices(file, at, entry.packedBytes);
  let bytes = 0;
  let sum = 0;
  for await (const piece of entry.isDeflated ? inflated(packed) : packed) {
    bytes += piece.length;
    if (bytes > entry.bytes) throw bad('an entry is larger than it claims');
    budget.spend(piece.length);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (bytes !== entry.bytes || sum !== entry.crc32) throw bad('an entry is not what it claims');
}

async function* slices(file: RandomAccess, at: number, bytes: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes; from += PIECE_BYTES) {
    yield await file.read(at + from, Math.min(PIECE_BYTES, bytes - from));
  }
}

async function* inflated(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  // What goes wrong on the way in destroys the stream with that error, which is then thrown below.
  const feeding = pipeline(Readable.from(packed, { highWaterMark: 1 }), inflater);
  feeding.catch(() => undefined);
  try {
    yield* inflater as AsyncIterable<Buffer>;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') ? bad('an entry cannot be inflated') : error;
  }
}
