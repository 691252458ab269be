// What the centre's database says about a province, read as it is stored.
import type { Sql, Transaction } from '@necips/runtime';
import { emptyRoot, equalBytes, type LogKey } from '@necips/tlog';
import type { PublicLog } from './public-log.ts';

/** A province as it was pinned at enrolment. */
export interface PinnedNode {
  code: string;
  logOrigin: string;
  logKey: string;
  /** Keys of the generation that is applied, in the order in which they sign. */
  keys: LogKey[];
  logUrl: string;
}

/** All enrolled provinces in order of code. */
export async function listPinnedNodes(sql: Sql): Promise<PinnedNode[]> {
  return sql<PinnedNode[]>`
    select code, log_origin as "logOrigin", log_key as "logKey", log_url as "logUrl", (
        select json_agg(json_build_object('verifierKey', verifier_key, 'fromSize', from_size) order by from_size)
        from exchange.log_key k where k.node = s.node and k.generation = s.generation) as keys
    from node join node_state s on s.node = code order by code`;
}

/** How far the centre says that it has verified a province. */
export interface VerifiedState {
  generation: number;
  size: number;
  root: Buffer;
  checkpoint: string;
  /** The log follows another one, and not everything that is shown has a leaf in it. */
  isCarryingOver: boolean;
}

/** Reads that state; throws where its own signed note does not say the same. */
export async function readVerifiedState(tx: Transaction, node: PinnedNode, log: PublicLog): Promise<VerifiedState> {
  const [state] = await tx<VerifiedState[]>`
    select generation, verified_size as size, root, checkpoint, exists (
        select from exchange.log_generation g
        where g.node = s.node and g.generation = s.generation and carried_over_at is null) as "isCarryingOver"
    from node_state s where node = ${node.code}`;
  if (!state) throw new Error('the centre has no state of this node');
  const signed = state.size === 0 ? { size: 0, root: emptyRoot() } : log.keys.open(state.checkpoint);
  if (signed.size !== state.size || !equalBytes(signed.root, state.root)) {
    throw new Error('the verified state at the centre is not what its signed checkpoint says');
  }
  return state;
}

/** Leaves that the centre has verified by now; for waiting. None counts while a new generation is carrying over. */
export async function verifiedSizeOf(sql: Sql, node: PinnedNode): Promise<number> {
  const [row] = await sql<{ size: number }[]>`
    select verified_size as size from node_state s where node = ${node.code} and not exists (
      select from exchange.log_generation g
      where g.node = s.node and g.generation = s.generation and carried_over_at is null)`;
  return row?.size ?? 0;
}

/** A query's rows in order, some at a time, so that memory stays flat whatever their number. */
export async function* readRows<Row extends object>(
  tx: Transaction,
  cursor: string,
  query: string,
  parameters: (string | number)[],
  rowsAtATime = ROWS_AT_A_TIME,
): AsyncGenerator<Row[]> {
  await tx.unsafe(`declare ${cursor} no scroll cursor for ${query}`, parameters);
  for (;;) {
    const rows = await tx.unsafe<Row[]>(`fetch ${rowsAtATime} from ${cursor}`);
    if (rows.length === 0) break;
    yield rows;
  }
  await tx.unsafe(`close ${cursor}`);
}

const ROWS_AT_A_TIME = 250;
