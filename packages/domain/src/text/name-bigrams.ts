import { searchName } from './normalise.ts';

/** A query asks the index for at most this many bigrams; any subset finds all hits, the recheck removes the others. */
const QUERY_BIGRAMS_MAX = 32;

/**
 * The distinct pairs of neighbouring code points of a `searchName`, as signed 32-bit integers in ascending order: the
 * index keys of any Chinese substring of two or more characters. A name of fewer than two code points has none.
 *
 * A pair is `slot(first) << 16 | slot(second)`. A code point of the basic plane is its own slot, so pairs of these – all
 * but the rarest characters – are told apart exactly. Others share the 2,048 surrogate slots, which no code point of the
 * basic plane can take. A collision costs one recheck of a name and loses nothing. Stored in indexes: never change it.
 */
export function nameBigrams(name: string): number[] {
  const bigrams: number[] = [];
  let previous = -1;
  for (let i = 0; i < name.length; i++) {
    let slot = name.charCodeAt(i);
    if (slot >= 0xd800 && slot <= 0xdbff && i + 1 < name.length) {
      const codePoint = name.codePointAt(i)!;
      if (codePoint > 0xffff) {
        slot = supplementarySlot(codePoint);
        i++;
      }
    }
    if (previous >= 0) bigrams.push((previous << 16) | slot);
    previous = slot;
  }
  return sortedDistinct(bigrams);
}

/**
 * The bigrams to ask the index for, from a query as typed; at most 32, spread over the query. Empty when the query has
 * fewer than two code points after normalisation: the index cannot answer it.
 */
export function queryBigrams(query: string): number[] {
  const bigrams = nameBigrams(searchName(query));
  if (bigrams.length <= QUERY_BIGRAMS_MAX) return bigrams;
  return Array.from(
    { length: QUERY_BIGRAMS_MAX },
    (_, i) => bigrams[Math.floor((i * bigrams.length) / QUERY_BIGRAMS_MAX)]!,
  );
}

function supplementarySlot(codePoint: number): number {
  return 0xd800 | ((codePoint ^ (codePoint >> 11)) & 0x7ff);
}

function sortedDistinct(numbers: number[]): number[] {
  numbers.sort((a, b) => a - b);
  let kept = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (i === 0 || numbers[i] !== numbers[i - 1]) numbers[kept++] = numbers[i]!;
  }
  numbers.length = kept;
  return numbers;
}
