import { readFile } from 'node:fs/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { holdsAny, type Needles } from './needles.ts';

// Record batch, format 2: offset 8, length 4, leader epoch 4, magic 1, checksum 4, attributes 2, … records from byte 61 on.
const LENGTH_AT = 8;
const FIXED_BYTES = 12;
const ATTRIBUTES_AT = 21;
const RECORDS_AT = 61;
const COMPRESSION = 7;
const DECOMPRESS: Record<number, (bytes: Buffer) => Buffer> = { 1: gunzipSync, 4: zstdDecompressSync };

/** Whether the bytes occur in the compressed record batches of a Kafka segment, also of one that is about to be deleted. */
export async function searchKafkaLog(file: string, needles: Needles): Promise<boolean> {
  if (!/\.log(\.deleted)?$/.test(file)) return false;
  const segment = await readFile(file);
  for (let at = 0; at + RECORDS_AT < segment.length; ) {
    const end = at + FIXED_BYTES + segment.readInt32BE(at + LENGTH_AT);
    if (end <= at + RECORDS_AT || end > segment.length) return false;
    const decompress = DECOMPRESS[segment.readInt16BE(at + ATTRIBUTES_AT) & COMPRESSION];
    if (decompress && holdsAny(decompressed(decompress, segment.subarray(at + RECORDS_AT, end)), needles)) return true;
    at = end;
  }
  return false;
}

/** A batch that was cut off by a crash holds what it holds: its bytes as they are were looked through already. */
function decompressed(decompress: (bytes: Buffer) => Buffer, records: Buffer): Buffer {
  try {
    return decompress(records);
  } catch {
    return Buffer.alloc(0);
  }
}
