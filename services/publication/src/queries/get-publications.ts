import { decodeLeaf } from '@necips/tlog';
import type { Context } from '../context.ts';
import { readRecordLeaves } from '../store/record-leaves.ts';

/** How one version of a record was published. */
export interface Publication {
  version: number;
  /** Where its leaf stands in the log. */
  generation: number;
  leafIndex: number;
  /** Time in the leaf, milliseconds since the epoch. */
  publishedAtMs: number;
  /** When the centre had verified it, milliseconds since the epoch; 0 while it has not. */
  verifiedAtMs: number;
}

/**
 * When the versions of a record that is shown were published, and when the centre had verified them (M§12), newest first. Of a record that
 * is not shown nothing is known any more: its pseudonym went with its content.
 */
export async function getPublications(
  { node, reading }: Pick<Context, 'node' | 'reading'>,
  recordId: string,
): Promise<Publication[]> {
  const leaves = await readRecordLeaves(reading, { node, recordId });
  return leaves.map(({ generation, leafIndex, leaf, verifiedAtMs }) => {
    const { version, time } = decodeLeaf(leaf);
    return { version, generation, leafIndex, publishedAtMs: time, verifiedAtMs: verifiedAtMs ?? 0 };
  });
}
