import { assertSize } from '../uint64.ts';
import type { HashReader } from './hash-reader.ts';
import { nodeHash } from './hashing.ts';

/**
 * RFC 6962 §2.1.1 audit path for leaf `index` in the tree of the first `size` leaves: sibling of the leaf first. Throws RangeError
 * if the leaf is not in the tree.
 */
export async function inclusionProof(index: number, size: number, reader: HashReader): Promise<Uint8Array[]> {
  assertSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`no leaf ${index} in ${size} leaves`);
  return readRanges(inclusionRanges(index, 0, size), reader);
}

/**
 * RFC 6962 §2.1.2 proof that the tree of `oldSize` leaves is the beginning of that of `newSize` leaves. Empty if the sizes are
 * equal or the old tree is. Throws RangeError if oldSize > newSize.
 */
export async function consistencyProof(oldSize: number, newSize: number, reader: HashReader): Promise<Uint8Array[]> {
  assertSize(oldSize);
  assertSize(newSize);
  if (oldSize > newSize) throw new RangeError(`${oldSize} leaves are no beginning of ${newSize}`);
  return oldSize === 0 ? [] : readRanges(consistencyRanges(oldSize, 0, newSize, true), reader);
}

/** PATH of RFC 6962 as ranges of leaves, each of which stands for the hash of the subtree over it. */
function inclusionRanges(index: number, start: number, end: number): LeafRange[] {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...inclusionRanges(index, start, middle), [middle, end]]
    : [...inclusionRanges(index, middle, end), [start, middle]];
}

/** SUBPROOF of RFC 6962. `known`: the verifier holds the old tree's root and can do without the hash of this subtree. */
function consistencyRanges(oldEnd: number, start: number, end: number, known: boolean): LeafRange[] {
  if (oldEnd === end) return known ? [] : [[start, end]];
  const middle = start + splitPoint(end - start);
  return oldEnd <= middle
    ? [...consistencyRanges(oldEnd, start, middle, known), [middle, end]]
    : [...consistencyRanges(oldEnd, middle, end, false), [start, middle]];
}

/** The largest power of two below `count` (count ≥ 2). */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

async function readRanges(ranges: LeafRange[], reader: HashReader): Promise<Uint8Array[]> {
  return Promise.all(ranges.map((range) => readRange(range, reader)));
}

/** Hash of the subtree over a range that starts at a multiple of the power of two that covers it, folded from its complete parts. */
async function readRange([start, end]: LeafRange, reader: HashReader): Promise<Uint8Array> {
  const parts: Promise<Uint8Array[]>[] = [];
  for (let at = start; at < end; ) {
    const level = Math.floor(Math.log2(end - at));
    parts.push(reader.readHashes(level, at / 2 ** level, at / 2 ** level + 1));
    at += 2 ** level;
  }
  const hashes = (await Promise.all(parts)).map(([hash]) => hash as Uint8Array);
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

type LeafRange = readonly [start: number, end: number];
