import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import { formatPseudonym, pseudonymOf } from '../../copy/pseudonym.ts';
import { lockSubjects } from '../../copy/subjects.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { writeLeaves } from '../leaves/write-leaves.ts';
import type { PatrolContext } from '../patrolled-log.ts';

/** Pseudonyms kept before records are looked through: some 20 MB. */
const KEPT_MAX = 100_000;
const WITHDRAW = 2;
const VERSION_AT = 18;

/**
 * Finds records that stand at a leaf which a later one has superseded or withdrawn, though it is not noted that it did – which no
 * single leaf shows. Of a log's leaves only those are kept that end an earlier one: withdrawals, and versions above the first.
 */
export class StaleRecords {
  readonly #context: PatrolContext;
  #later = new Map<string, number>();

  constructor(context: PatrolContext) {
    this.#context = context;
  }

  /** Notes the next leaf, 98 bytes. */
  add(leafIndex: number, leaf: Uint8Array): void {
    if (leaf.length !== LEAF_BYTES || (leaf[1] !== WITHDRAW && isFirstVersion(leaf))) return;
    this.#later.set(formatPseudonym(pseudonymOf(leaf)), leafIndex);
  }

  get isFull(): boolean {
    return this.#later.size >= KEPT_MAX;
  }

  /** Looks through the records, forgets what was kept, and takes away what is stale. Returns how many there were. */
  async sweep(position: LogPosition): Promise<number> {
    const later = this.#later;
    this.#later = new Map();
    const { sql, log, events } = this.#context;
    if ((await findStale(sql, position, later)).length === 0) return 0;
    const found = (await sql.begin(async (tx) => {
      await log.state.read(tx, { lock: true });
      await lockSubjects(tx, 'recompute');
      const stale = await findStale(tx, position, later);
      for (const { leafIndex, successorIndex, row } of stale) {
        const kind = 'record_stale';
        await openDifference(tx, position, { kind, leafIndex, oldDigest: row });
        await writeLeaves(tx, position, new Map([[leafIndex, { successorIndex, how: 'log' }]]));
        await closeDifference(tx, position, { kind, leafIndex, how: 'log', bytesMoved: 0, newDigest: null });
      }
      return stale;
    })) as Stale[];
    for (const { leafIndex } of found) {
      events.differenceFound(log.node, { kind: 'record_stale', leafIndex });
      events.differenceMended(log.node, { kind: 'record_stale', leafIndex, how: 'log' });
    }
    return found.length;
  }
}

async function findStale(
  executor: Executor,
  position: LogPosition,
  later: ReadonlyMap<string, number>,
): Promise<Stale[]> {
  if (later.size === 0) return [];
  return executor<Stale[]>`
    select r.leaf_index as "leafIndex", l.leaf_index as "successorIndex", sha256(to_jsonb(r)::text::bytea) as row
    from unnest(${[...later.keys()]}::uuid[], ${[...later.values()]}::bigint[]) as l (pseudonym, leaf_index)
    join exchange.record r on r.node = ${position.node} and r.pseudonym = l.pseudonym
    where r.generation = ${position.generation} and r.leaf_index < l.leaf_index`;
}

/** A record's version is a uint64, and 1 in the first leaf of most. */
function isFirstVersion(leaf: Uint8Array): boolean {
  const view = new DataView(leaf.buffer, leaf.byteOffset + VERSION_AT, 8);
  return view.getUint32(0) === 0 && view.getUint32(4) === 1;
}

interface Stale {
  leafIndex: number;
  successorIndex: number;
  row: Buffer;
}
