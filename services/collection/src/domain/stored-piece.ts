import { promisify } from 'node:util';
import { zstdCompress, zstdDecompressSync } from 'node:zlib';
import type { Sealer } from './sealing.ts';

const compress = promisify(zstdCompress);
/** A piece shrinks to about a quarter: with the default of 16 KiB its compression would take a dozen turns. */
const COMPRESSION_BUFFER_BYTES = 256 * 1024;
/** Holds a whole piece, so that it is read in one call of less than a millisecond. */
const DECOMPRESSION_BUFFER_BYTES = 512 * 1024;

/** Which piece of which upload it is, and whether the upload is sealed. */
export interface PiecePlace {
  submissionId: string;
  firstRow: number;
  sealed: boolean;
}

/** A piece of an upload as it is stored: in zstd, and sealed where rows may hold what never leaves the node. */
export async function packPiece(sealer: Sealer, place: PiecePlace, rows: Buffer): Promise<Buffer> {
  const packed = await compress(rows, { chunkSize: COMPRESSION_BUFFER_BYTES });
  return place.sealed ? sealer.seal(packed, boundTo(place)) : packed;
}

/** The rows of a stored piece. Throws where it was sealed under another key, or does not stand in its place. */
export function unpackPiece(sealer: Sealer, place: PiecePlace, bytes: Buffer): Buffer {
  const packed = place.sealed ? sealer.open(bytes, boundTo(place)) : bytes;
  return zstdDecompressSync(packed, { chunkSize: DECOMPRESSION_BUFFER_BYTES });
}

function boundTo({ submissionId, firstRow }: PiecePlace): string {
  return `upload ${submissionId} ${firstRow}`;
}
