import {
  appendLogBatch,
  applyChanges,
  closeGeneration,
  currentRecords,
  findRecordsConcerned,
  insertLogKeys,
  insertTombstones,
  type LogTail,
  type PublishedBatch,
  Succession,
  updateGenerationRecords,
  type VerifiedBatch,
} from '@necips/exchange';
import { inOneGo, type Transaction } from '@necips/runtime';
import { leafHash, type TileWriter } from '@necips/tlog';
import type { Context } from '../context.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';
import { deleteCarryOver } from '../store/carry-over.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { requireReconciliation } from '../store/reconciliation.ts';
import { insertRefill } from '../store/refill.ts';
import { updateRelayedSize } from '../store/relay-state.ts';

/** A verified batch of the log's own past, where it continues the log, and as the centre sent it. */
export interface RefillBatch {
  base: LogTail;
  verified: VerifiedBatch;
  sent: PublishedBatch;
}

/**
 * Takes a batch of the log's own past back into the log and the public copy, in one transaction. The centre has it, so that it
 * counts as relayed; collection's feed has to be reconciled, because its cursor is from before. Throws BatchRefused where the batch
 * contradicts the records that it meets.
 */
export async function commitRefill(
  { sql, node }: Pick<Context, 'sql' | 'node'>,
  writer: TileWriter,
  batch: RefillBatch,
): Promise<void> {
  await sql.begin((tx) => commit(tx, node, writer, batch));
}

async function commit(tx: Transaction, node: string, writer: TileWriter, { base, verified, sent }: RefillBatch) {
  const { generation } = base;
  const [state, current] = await inOneGo([lockLogState(tx, generation), findRecordsConcerned(tx, node, [verified])]);
  if (state.size !== base.size) throw new Error(`the log stands at ${state.size}, not at ${base.size}`);
  const succession = new Succession(currentRecords(current, generation));
  const changes = succession.follow(verified);
  writer.appendMany(sent.leaves.map(({ leaf }) => leafHash(leaf)));
  const { size, root, checkpoint, lastLeafTimeMs } = verified.tail;
  const { firstIndex, leafCount, leaves } = verified;
  const { step } = verified;
  if (step?.isOpening) await updateGenerationRecords(tx, { node, generation }, step.records);
  else if (step) {
    await closeGeneration(tx, { node, generation });
    await deleteCarryOver(tx, generation);
  }
  const collectedAtMs = Math.min(...sent.leaves.map((leaf) => leaf.collectedAtMs));
  await inOneGo([
    insertRefill(tx, generation, base.size),
    requireReconciliation(tx, COLLECTION_FEED),
    appendLogBatch(tx, { node, generation, firstIndex, leafCount, leaves, checkpoint, collectedAtMs }),
    insertTiles(tx, generation, writer.takeFullTiles()),
    updateLogState(tx, { generation, size, root, checkpoint, signedAt: new Date(lastLeafTimeMs) }, lastLeafTimeMs),
    insertLogKeys(tx, { node, generation }, verified.tail.keys.keys.slice(base.keys.keys.length)),
    updateRelayedSize(tx, generation, size),
    insertTombstones(tx, { node, generation }, tombstonesOf(sent)),
    ...(changes.length > 0 ? [applyChanges(tx, { node, generation }, changes, current)] : []),
  ]);
}

function tombstonesOf({ firstIndex, leaves }: PublishedBatch) {
  return leaves.flatMap(({ tombstone }, i) => (tombstone?.length ? [{ tombstone, leafIndex: firstIndex + i }] : []));
}
