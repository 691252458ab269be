import type { Executor, Transaction } from '@necips/runtime';
import type { SignedTree } from '../domain/signed-tree.ts';

/** The newest generation of the log as committed; undefined in a database that never held one. */
export async function findLogState(sql: Executor): Promise<StoredLog | undefined> {
  const [row] = await sql<StoredLog[]>`
    select generation, size, root, checkpoint, checkpoint_at as "signedAt", last_leaf_time_ms as "lastLeafTimeMs"
    from log_state
    order by generation desc limit 1`;
  return row;
}

/** A generation of the log as committed; undefined for one that is not held. */
export async function findLogGeneration(sql: Executor, generation: number): Promise<StoredLog | undefined> {
  const [row] = await sql<StoredLog[]>`
    select generation, size, root, checkpoint, checkpoint_at as "signedAt", last_leaf_time_ms as "lastLeafTimeMs"
    from log_state where generation = ${generation}`;
  return row;
}

/**
 * Locks a generation for the rest of the transaction, so that leaves are assigned by one sequencer at a time. A statement of
 * its own: what follows it sees all that was committed before.
 */
export async function lockLogState(tx: Transaction, generation: number): Promise<LockedLogState> {
  const [row] = await tx<LockedLogState[]>`
    select size, last_leaf_time_ms as "lastLeafTimeMs" from log_state where generation = ${generation} for update`;
  if (!row) throw new Error(`log generation ${generation} has no state`);
  return row;
}

/** Creates the first state of a generation, an empty tree. Does nothing where it exists already. */
export async function insertLogState(tx: Transaction, tree: SignedTree): Promise<void> {
  const { generation, size, root, checkpoint, signedAt } = tree;
  await tx`
    insert into log_state (generation, size, root, last_leaf_time_ms, checkpoint, checkpoint_at)
    values (${generation}, ${size}, ${Buffer.from(root)}, 0, ${checkpoint}, ${signedAt})
    on conflict (generation) do nothing`;
  await tx`insert into relay_state (generation, relayed_size) values (${generation}, 0) on conflict do nothing`;
}

/** Moves a locked generation on to a newly signed tree. */
export async function updateLogState(tx: Transaction, tree: SignedTree, lastLeafTimeMs: number): Promise<void> {
  const { generation, size, root, checkpoint, signedAt } = tree;
  await tx`
    update log_state set size = ${size}, root = ${Buffer.from(root)}, last_leaf_time_ms = ${lastLeafTimeMs},
      checkpoint = ${checkpoint}, checkpoint_at = ${signedAt}
    where generation = ${generation}`;
}

/** A log as it is stored. */
export type StoredLog = SignedTree & LockedLogState;

interface LockedLogState {
  size: number;
  /** Milliseconds since the epoch; 0 before the first leaf. */
  lastLeafTimeMs: number;
}
