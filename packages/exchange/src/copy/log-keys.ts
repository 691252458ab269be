import type { Executor, Transaction } from '@necips/runtime';
import type { LogKey } from '@necips/tlog';
import type { LogPosition } from './change.ts';

/** The keys of one log, in the order in which they sign; none before its first checkpoint. */
export async function readLogKeys(executor: Executor, { node, generation }: LogPosition): Promise<LogKey[]> {
  return executor<LogKey[]>`
    select verifier_key as "verifierKey", from_size as "fromSize" from exchange.log_key
    where node = ${node} and generation = ${generation} order by from_size`;
}

/** Every key that a node's logs have had, oldest first. */
export async function listNodeKeys(
  executor: Executor,
  node: string,
): Promise<(LogKey & { readonly generation: number })[]> {
  return executor<(LogKey & { generation: number })[]>`
    select generation, verifier_key as "verifierKey", from_size as "fromSize" from exchange.log_key
    where node = ${node} order by generation, from_size`;
}

/** Keeps keys of a log. Rejects with a unique violation where one signs from that size on already. */
export async function insertLogKeys(
  tx: Transaction,
  { node, generation }: LogPosition,
  keys: readonly LogKey[],
): Promise<void> {
  for (const { verifierKey, fromSize } of keys) {
    await tx`
      insert into exchange.log_key (node, generation, from_size, verifier_key)
      values (${node}, ${generation}, ${fromSize}, ${verifierKey})`;
  }
}
