import type { Context } from '../context.ts';
import type { SignedTree } from '../domain/signed-tree.ts';
import { findLogGeneration } from '../store/log-state.ts';

/**
 * The signed tree of a generation of the log: the one that is served, or as an older one ended. One that is not held is answered with
 * the one that is served. Throws `unavailable` before the log was opened.
 */
export async function getTree(
  { reading, served }: Pick<Context, 'reading' | 'served'>,
  generation: number | undefined,
): Promise<SignedTree> {
  const tree = served.get();
  if (generation === undefined || generation >= tree.generation) return tree;
  return (await findLogGeneration(reading, generation)) ?? tree;
}
