import { emptyTail, type Following, type LogPosition, type LogTail } from '@necips/exchange';
import type { Executor, Transaction } from '@necips/runtime';
import { CompactRange, type LogKey, LogKeys } from '@necips/tlog';

/** Where a province's log stands as committed; undefined for a node that is not enrolled. */
export async function findNodeState(sql: Executor, node: string): Promise<NodeState | undefined> {
  const [row] = await sql<NodeStateRow[]>`select ${columns(sql)} from node_state where node = ${node}`;
  return row && fromRow(row);
}

/**
 * The same, locked for the rest of the transaction, so that a province's leaves are applied by one process at a time. A
 * statement of its own: what follows it sees all that was committed before.
 */
export async function lockNodeState(tx: Transaction, node: string): Promise<NodeState> {
  const [row] = await tx<NodeStateRow[]>`select ${columns(tx)} from node_state where node = ${node} for update`;
  if (!row) throw new Error(`node ${node} is not enrolled`);
  return fromRow(row);
}

/** Creates the state of a node of which nothing is verified yet. */
export async function insertNodeState(tx: Transaction, node: string, keys: LogKeys): Promise<void> {
  const { generation, size, range, root } = emptyTail(keys);
  await tx`
    insert into node_state (node, generation, verified_size, compact_range, root, checkpoint, verified_at_ms, last_leaf_time_ms)
    values (${node}, ${generation}, ${size}, ${Buffer.from(range.toBytes())}, ${Buffer.from(root)}, '', 0, 0)`;
}

/** Brings a locked state to the beginning of another generation of the log; nothing stands in its way. */
export async function startNodeState(tx: Transaction, { node, generation }: LogPosition, keys: LogKeys): Promise<void> {
  const { size, range, root } = emptyTail(keys);
  await tx`
    update node_state set generation = ${generation}, verified_size = ${size},
      compact_range = ${Buffer.from(range.toBytes())}, root = ${Buffer.from(root)}, checkpoint = '', verified_at_ms = 0,
      last_leaf_time_ms = 0, stopped_at_ms = null, stop_reason = null
    where node = ${node}`;
}

/** Moves a locked state on. */
export async function updateNodeState(tx: Transaction, node: string, tail: LogTail): Promise<void> {
  await tx`
    update node_state set verified_size = ${tail.size}, compact_range = ${Buffer.from(tail.range.toBytes())},
      root = ${Buffer.from(tail.root)}, checkpoint = ${tail.checkpoint}, verified_at_ms = ${tail.verifiedAtMs},
      last_leaf_time_ms = ${tail.lastLeafTimeMs}
    where node = ${node}`;
}

/** Marks a locked state: nothing more is applied to it. */
export async function stopNodeState(tx: Transaction, node: string, reason: string, nowMs: number): Promise<void> {
  await tx`update node_state set stopped_at_ms = ${nowMs}, stop_reason = ${reason} where node = ${node}`;
}

/** Clears the mark of a locked state. */
export async function resumeNodeState(tx: Transaction, node: string): Promise<void> {
  await tx`update node_state set stopped_at_ms = null, stop_reason = null where node = ${node}`;
}

/** A tail as committed, and whether the province was stopped there. */
export interface NodeState {
  tail: LogTail;
  isStopped: boolean;
}

function columns(sql: Executor) {
  // The newest generation has the keys, whatever may have become of the row of state.
  return sql`(select log_origin from node where code = node_state.node) as origin,
    (select json_agg(json_build_object('verifierKey', verifier_key, 'fromSize', from_size) order by from_size)
      from exchange.log_key k where k.node = node_state.node
        and k.generation = (select max(generation) from exchange.log_key where node = node_state.node)) as keys,
    (select json_build_object('size', previous_size, 'root', encode(previous_root, 'hex'),
        'checkpoint', previous_checkpoint, 'isCarriedOver', carried_over_at is not null)
      from exchange.log_generation g where g.node = node_state.node and g.generation = node_state.generation) as follows,
    generation, verified_size as "verifiedSize", compact_range as "compactRange", root, checkpoint,
    verified_at_ms as "verifiedAtMs", last_leaf_time_ms as "lastLeafTimeMs", stopped_at_ms as "stoppedAtMs"`;
}

function fromRow(row: NodeStateRow): NodeState {
  const { generation, verifiedSize: size, root, checkpoint, lastLeafTimeMs, verifiedAtMs } = row;
  const range = CompactRange.fromBytes(row.compactRange);
  return {
    tail: {
      generation,
      size,
      range,
      root,
      checkpoint,
      lastLeafTimeMs,
      verifiedAtMs,
      keys: new LogKeys(row.origin, row.keys),
      following: row.follows ? followingOf(row.follows, generation - 1) : undefined,
    },
    isStopped: row.stoppedAtMs !== null,
  };
}

function followingOf({ size, root, checkpoint, isCarriedOver }: FollowsRow, generation: number): Following {
  return { log: { generation, size, root: Buffer.from(root, 'hex'), checkpoint }, isCarriedOver };
}

interface FollowsRow {
  size: number;
  /** Hexadecimal. */
  root: string;
  checkpoint: string;
  isCarriedOver: boolean;
}

interface NodeStateRow {
  follows: FollowsRow | null;
  origin: string;
  keys: LogKey[];
  generation: number;
  verifiedSize: number;
  compactRange: Buffer;
  root: Buffer;
  checkpoint: string;
  verifiedAtMs: number;
  lastLeafTimeMs: number;
  stoppedAtMs: number | null;
}
