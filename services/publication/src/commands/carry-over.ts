import {
  changeOf,
  closeGeneration,
  countCarriedOver,
  countCurrentLeaves,
  findGeneration,
  followingLeaf,
  type LogPosition,
  readLeaves,
  readSourceLeaves,
  type SourceLeaf,
} from '@necips/exchange';
import { readCursor, resolveRestore, ServiceError } from '@necips/runtime';
import { decodeLeaf, encodeLeaf } from '@necips/tlog';
import type { Context } from '../context.ts';
import { COLLECTION_FEED, commitVersions, type RecordVersion } from '../domain/record-version.ts';
import { type CarryOver, deleteCarryOver, endAwaitingFeed, findCarryOver, moveCarryOver } from '../store/carry-over.ts';
import {
  deleteVerifiedWithdrawals,
  listOlderRecords,
  listOlderWithdrawals,
  moveWithdrawals,
  type OlderRecord,
} from '../store/older-records.ts';
import { findReconciliation, requireReconciliation } from '../store/reconciliation.ts';
import { appendLeaves } from './append-leaves.ts';
import { appendMarks } from './append-marks.ts';
import type { OpenLog } from './open-log.ts';

/** Withdrawals said again in one batch. */
const WITHDRAWALS_MAX = 500;
const NO_COMMITMENT = new Uint8Array(32);

type Needs = Pick<
  Context,
  'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'centre' | 'withholding' | 'feedHead' | 'events' | 'now'
>;

/** Records and content bytes of one block. */
export interface BlockLimits {
  leavesMax: number;
  bytesMax: number;
}

/** `more`: the next block is due; `waits`: not yet; `done`: nothing is to be carried over. */
export type CarryOverOutcome = 'more' | 'waits' | 'done';

/**
 * One step of bringing into a new generation of the log what an older one says: first the withdrawals that the centre has not
 * verified, then what is shown, a block of records at a time, and at last the leaf that says that this was all. The place is kept with
 * each block. Content is held against its old leaf first: nothing is signed again that was altered at rest. Where it throws, `log` must
 * be opened again.
 */
export async function carryOver(
  context: Needs,
  log: OpenLog,
  limits: BlockLimits,
  signal: AbortSignal,
): Promise<CarryOverOutcome> {
  const { sql, node } = context;
  const { generation } = log;
  const state = await findCarryOver(sql);
  if (state?.generation !== generation) return 'done';
  if (await repeatWithdrawals(context, log)) return 'more';
  if (state.awaitsFeed) return awaitFeed(context, generation);
  const { leavesMax: limit } = limits;
  const records = await listOlderRecords(sql, { node, generation, afterRecordId: state.afterRecordId, limit });
  if (records.length > 0) return carryBlock(context, log, await readBlock(context, records, limits, signal));
  return closeCarryOver(context, log, state);
}

/** What the older log withdrew and the centre has not verified is said again, under the pseudonyms that end there. */
async function repeatWithdrawals(context: Needs, log: OpenLog): Promise<boolean> {
  const { sql, node } = context;
  const { generation } = log;
  const ended = (await findGeneration(sql, { node, generation }))?.log;
  if (ended) await deleteVerifiedWithdrawals(sql, ended);
  const withdrawals = await listOlderWithdrawals(sql, generation, WITHDRAWALS_MAX);
  if (withdrawals.length === 0) return false;
  await appendMarks(context, log, async (tx, { firstIndex, timeMs }) => {
    const leaves: Uint8Array[] = [];
    for (const { generation: older, leafIndex } of withdrawals) {
      const [old] = await readLeaves(tx, { node, generation: older, from: leafIndex, to: leafIndex + 1 });
      if (!old) throw new Error(`leaf ${leafIndex} of generation ${older} is not stored`);
      const { pseudonym, version } = decodeLeaf(old);
      const none = { publicCommitment: NO_COMMITMENT, restrictedCommitment: NO_COMMITMENT };
      leaves.push(encodeLeaf({ op: 'withdraw', pseudonym, version, time: timeMs, ...none }));
    }
    return { leaves, along: () => moveWithdrawals(tx, { node, generation, firstIndex }, withdrawals) };
  });
  return true;
}

/** What collection has must be known to its end, before what may have been withdrawn is shown or signed again. */
async function awaitFeed({ sql, node, feedHead, withholding }: Needs, generation: number): Promise<CarryOverOutcome> {
  const [due, cursor] = await Promise.all([findReconciliation(sql, COLLECTION_FEED), readCursor(sql, COLLECTION_FEED)]);
  if (due || feedHead.sequence === undefined || cursor.sequence < feedHead.sequence) return 'waits';
  await sql.begin((tx) => endAwaitingFeed(tx, generation));
  await resolveRestore(sql);
  withholding.release(node);
  return 'more';
}

interface Block {
  versions: RecordVersion[];
  lastRecordId: string;
  skipped: number;
}

async function carryBlock(context: Needs, log: OpenLog, block: Block): Promise<CarryOverOutcome> {
  const versions = commitVersions(block.versions, context.node);
  const write = (tx: Parameters<typeof moveCarryOver>[0]) => moveCarryOver(tx, log.generation, block.lastRecordId);
  if (versions.length > 0) await appendLeaves(context, log, versions, { write });
  else await context.sql.begin(write);
  context.events.recordsCarriedOver(versions.length, block.skipped);
  return 'more';
}

/** As many of these records as a block may hold, with their content as their leaves commit to it. */
async function readBlock(
  context: Needs,
  records: readonly OlderRecord[],
  { bytesMax }: BlockLimits,
  signal: AbortSignal,
): Promise<Block> {
  const contents = await readContents(context, records, signal);
  const block: Block = { versions: [], lastRecordId: '', skipped: 0 };
  let bytes = 0;
  for (const record of records) {
    const content = contents.get(placeOf(record));
    if (content) {
      const { head, publicPart, restrictedPart } = content;
      bytes += Buffer.byteLength(head) + Buffer.byteLength(publicPart) + Buffer.byteLength(restrictedPart);
      if (bytes > bytesMax && block.versions.length > 0) return block;
      block.versions.push({ ...content, ...AS_SHOWN, recordId: record.recordId, collectedAtMs: context.now() });
    } else {
      block.skipped += 1;
    }
    block.lastRecordId = record.recordId;
  }
  return block;
}

const AS_SHOWN = {
  sequence: 0,
  op: 'publish',
  contentGone: false,
  tombstone: new Uint8Array(),
  carriesOver: true,
} as const;

type Content = Pick<RecordVersion, 'version' | 'head' | 'publicPart' | 'restrictedPart'>;

/** What the leaves of these records commit to, by place: as stored, else as the centre has it; absent where neither is right. */
async function readContents(
  { sql, node, centre }: Needs,
  records: readonly OlderRecord[],
  signal: AbortSignal,
): Promise<Map<string, Content>> {
  const contents = new Map<string, Content>();
  for (const [generation, some] of Map.groupBy(records, (record) => record.generation)) {
    const log = { node, generation };
    const recordIdAt = new Map(some.map(({ leafIndex, recordId }) => [leafIndex, recordId]));
    const keep = (sent: SourceLeaf, leaf: Uint8Array) => {
      const content = contentOf(log, sent, leaf, recordIdAt.get(sent.leafIndex));
      if (content) contents.set(placeOf({ generation, leafIndex: sent.leafIndex }), content);
    };
    const stored = await readSourceLeaves(sql, { ...log, size: Number.POSITIVE_INFINITY }, [...recordIdAt.keys()]);
    const leaves = new Map(stored.map((each) => [each.leafIndex, each.leaf]));
    for (const each of stored) keep(each, each.leaf);
    const leafIndexes = [...leaves.keys()].filter((leafIndex) => !contents.has(placeOf({ generation, leafIndex })));
    if (leafIndexes.length === 0 || !centre) continue;
    for await (const { leafIndex, successorIndex, leaf } of centre.readLeaves({ generation, leafIndexes }, signal)) {
      const own = leaves.get(leafIndex);
      if (own && leaf)
        keep({ leafIndex, successorIndex, ...(leaf as Omit<SourceLeaf, 'leafIndex' | 'successorIndex'>) }, own);
    }
  }
  return contents;
}

function contentOf(
  { node }: LogPosition,
  { leafIndex, salt, head, publicPart, restrictedPart }: SourceLeaf,
  bytes: Uint8Array,
  recordId: string | undefined,
): Content | undefined {
  const leaf = decodeLeaf(bytes);
  const change = changeOf(node, { leafIndex, leaf }, { salt, head, publicPart, restrictedPart });
  return change && change.recordId === recordId ? change : undefined;
}

function placeOf({ generation, leafIndex }: { generation: number; leafIndex: number }): string {
  return `${generation}/${leafIndex}`;
}

/** Says that all is carried over, where the log itself shows it: as many leaves are current as records are shown. */
async function closeCarryOver(context: Needs, log: OpenLog, { generation }: CarryOver): Promise<CarryOverOutcome> {
  const { sql, node, events } = context;
  const position = { node, generation };
  const following = await findGeneration(sql, position);
  if (!following) throw new ServiceError('internal', `generation ${generation} follows nothing`);
  const records = await countCurrentLeaves(sql, position, log.writer.size);
  const { carried } = await countCarriedOver(sql, position);
  // A row is missing or planted; the patrol puts that right.
  if (carried !== records) return 'waits';
  let dropped = 0;
  await appendMarks(context, log, async (tx, { timeMs }) => {
    // First of all: it takes the lock on subjects alone.
    dropped = await closeGeneration(tx, position);
    const along = async () => {
      await deleteCarryOver(tx, generation);
      // What was damaged everywhere is brought again by collection.
      if (dropped > 0) await requireReconciliation(tx, COLLECTION_FEED);
    };
    return { leaves: [followingLeaf(following.log, { records, timeMs })], along };
  });
  events.carryOverEnded(records, dropped);
  return 'done';
}
