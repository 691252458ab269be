import type { necips } from '@necips/proto';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { findNodeState } from '../store/node-state.ts';

/** Which generation of a province's log is followed here, under which key, and what its first leaf must name. Throws `not_found`. */
export async function getGeneration(
  { reading }: Pick<Context, 'reading'>,
  node: string,
): Promise<necips.log.v1.GetGenerationResponse.$Properties> {
  const state = await findNodeState(reading, node);
  if (!state) throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'not_enrolled' });
  const { generation, keys, size, following } = state.tail;
  const previous = following && {
    generation: following.log.generation,
    size: following.log.size,
    root: following.log.root,
    checkpoint: following.log.checkpoint,
  };
  return { node, generation, verifierKey: keys.current.verifierKey, verifiedSize: size, ...(previous && { previous }) };
}
