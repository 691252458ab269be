import type { Executor } from '@necips/runtime';

/** A key of a province's log. */
export interface NodeLogKey {
  node: string;
  generation: number;
  /** Smallest tree that it signs; the next key of the generation signs from its own size on. */
  fromSize: number;
  /** C2SP verifier key. */
  verifierKey: string;
}

/** Every key that the logs of the nodes have had, of each node the oldest first. */
export async function listLogKeys(executor: Executor): Promise<NodeLogKey[]> {
  return executor<NodeLogKey[]>`
    select node, generation, from_size as "fromSize", verifier_key as "verifierKey" from exchange.log_key
    order by node, generation, from_size`;
}
