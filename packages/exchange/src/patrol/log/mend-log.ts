import { createHash } from 'node:crypto';
import type { Transaction } from '@necips/runtime';
import { type CompactRange, LEAF_BYTES, leafHash } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import { appendLogBatch } from '../../copy/log-batches.ts';
import { splitLeaves } from '../../repair/batch-messages.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { LEAF_ANSWER_BYTES, SOURCE_LEAVES_MAX } from '../leaves/leaf-source.ts';
import type { BatchHeader, PatrolContext } from '../patrolled-log.ts';
import { opened, type SignedTruth } from './examine-state.ts';
import { extended, readStoredBatches, type StoredBatch } from './walk-log.ts';

/** Leaves mended in one go, unless one batch alone has more. */
const STRETCH_LEAVES = 5_000;
/** Leaves before and after a damaged place whose rows may hold what belongs there. */
const NEARBY_LEAVES = 6_000;

/**
 * Makes the stored log right from leaf `from` on, where the next batch is missing or does not lead to its signed root. Which leaves
 * are wrong is told by the hashes that the source publishes; only those are fetched, and only what leads to a signed root is
 * stored. Returns where the log is right again, and how many batches were not; throws where the source does not help.
 */
export async function mendLog(
  context: PatrolContext,
  truth: SignedTruth,
  range: CompactRange,
  signal: AbortSignal,
): Promise<{ to: number; found: number }> {
  const { sql, log, events } = context;
  const from = range.size;
  const position = { node: log.node, generation: truth.generation };
  const rows = await readStoredBatches(sql, {
    ...position,
    from: Math.max(0, from - NEARBY_LEAVES),
    leavesMax: 3 * NEARBY_LEAVES,
  });
  const first = {
    kind: kindOf(rows, from),
    leafIndex: from,
    oldDigest: digestOf(rows.find(({ firstIndex }) => firstIndex === from)),
  };
  const isNew = await openDifference(sql, position, first);
  if (isNew) events.differenceFound(log.node, first);

  const headers = await headersOf(context, truth, rows, from, signal);
  const rebuilt = await rebuild(context, truth, range, rows, headers, signal);
  const to = rebuilt.range.size;
  const beginnings = new Set(rebuilt.batches.map(({ firstIndex }) => firstIndex));
  const extras = rows.filter(({ firstIndex }) => firstIndex >= from && firstIndex < to && !beginnings.has(firstIndex));
  const found: { kind: DifferenceKind; leafIndex: number }[] = [];
  await sql.begin(async (tx) => {
    await log.state.read(tx, { lock: true });
    await tx`
      delete from exchange.log_batch where node = ${log.node} and generation = ${truth.generation}
        and first_index >= ${from} and first_index < ${to}`;
    for (const batch of rebuilt.batches) {
      await appendLogBatch(tx, { ...position, ...batch });
      const kind = differenceOf(rows, batch);
      if (kind) found.push({ kind, leafIndex: batch.firstIndex });
    }
    for (const { firstIndex } of extras) found.push({ kind: 'batch_extra', leafIndex: firstIndex });
    await note(tx, position, { rows, rebuilt, first, found });
  });
  for (const each of found) {
    if (each.leafIndex !== from) events.differenceFound(log.node, each);
    events.differenceMended(log.node, { ...each, how: 'source' });
  }
  return { to, found: Math.max(1, found.length) };
}

/** Takes away rows that begin inside of other batches. */
export async function deleteExtraBatches(
  { sql, log, events }: PatrolContext,
  position: LogPosition,
  extras: readonly number[],
): Promise<void> {
  if (extras.length === 0) return;
  await sql.begin(async (tx) => {
    await log.state.read(tx, { lock: true });
    for (const leafIndex of extras) {
      const [extra] = await tx<StoredBatch[]>`
        delete from exchange.log_batch
        where node = ${position.node} and generation = ${position.generation} and first_index = ${leafIndex}
        returning first_index as "firstIndex", leaf_count as "leafCount", leaves, checkpoint, collected_at_ms as "collectedAtMs"`;
      const found = { kind: 'batch_extra', leafIndex } as const;
      await openDifference(tx, position, { ...found, oldDigest: digestOf(extra) });
      await closeDifference(tx, position, { ...found, how: 'log', bytesMoved: 0, newDigest: null });
    }
  });
  for (const leafIndex of extras) {
    events.differenceFound(log.node, { kind: 'batch_extra', leafIndex });
    events.differenceMended(log.node, { kind: 'batch_extra', leafIndex, how: 'log' });
  }
}

/** Where the batches of the stretch begin and what was signed after each: as a stored row still says it, else from the source. */
async function headersOf(
  { log }: PatrolContext,
  { generation, size }: SignedTruth,
  rows: readonly StoredBatch[],
  from: number,
  signal: AbortSignal,
): Promise<BatchHeader[]> {
  const own = rows.find(({ firstIndex }) => firstIndex === from);
  const next = rows.find(({ firstIndex }) => firstIndex > from)?.firstIndex ?? size;
  const signedSize = own && opened(log, own.checkpoint)?.size;
  if (own && signedSize !== undefined && signedSize > from && signedSize <= next) return [own];
  const boundaries = rows.flatMap(({ checkpoint }) => opened(log, checkpoint)?.size ?? []).filter((end) => end > from);
  const to = Math.min(size, from + STRETCH_LEAVES, ...boundaries);
  const headers = await log.source.readCheckpoints(generation, { from, to }, signal);
  const wanted = headers.filter(({ firstIndex }, i) => firstIndex >= from && (firstIndex < to || i === 0));
  if (wanted.length === 0) throw new Error(`the source names no batch at leaf ${from}`);
  return wanted;
}

async function rebuild(
  { log }: PatrolContext,
  { generation }: SignedTruth,
  start: CompactRange,
  rows: readonly StoredBatch[],
  headers: readonly BatchHeader[],
  signal: AbortSignal,
): Promise<Rebuilt> {
  const signed = leadingSigned(log, start.size, headers);
  const span = { from: start.size, to: signed.at(-1)?.end ?? 0 };
  if (span.to <= span.from) throw new Error('the source names a checkpoint that the log has not signed');
  const held = new Map(rows.flatMap((row) => splitLeaves(row.leaves)).map((leaf) => [keyOf(leafHash(leaf)), leaf]));
  const hashes = await log.source.leafHashes(generation, span, signal);
  let bytesMoved = (hashes?.bytes ?? 0) + headers.length * 200;
  const leaves = Array.from({ length: span.to - span.from }, (_, i) => {
    const hash = hashes?.hashes[i];
    return hash && held.get(keyOf(hash));
  });
  const missing = leaves.flatMap((leaf, i) => (leaf ? [] : span.from + i));
  bytesMoved += missing.length * LEAF_ANSWER_BYTES;
  for (let i = 0; i < missing.length; i += SOURCE_LEAVES_MAX) {
    const answer = await log.source.readLeaves(generation, missing.slice(i, i + SOURCE_LEAVES_MAX), signal);
    for (const { leafIndex, leaf } of answer) leaves[leafIndex - span.from] = leaf;
  }
  return assemble({ log }, start, signed, leaves, rows, bytesMoved);
}

/** A batch of which the source says where it begins and what was signed after it. */
interface SignedHeader extends BatchHeader {
  /** Index after its last leaf, as signed. */
  end: number;
}

/** The headers, from the first one on, that follow each other and are signed: the source may be damaged itself further on. */
function leadingSigned(
  log: PatrolContext['log'],
  from: number,
  headers: readonly BatchHeader[],
): readonly SignedHeader[] {
  const leading: SignedHeader[] = [];
  let next = from;
  for (const header of headers) {
    const end = opened(log, header.checkpoint)?.size ?? 0;
    if (header.firstIndex !== next || end <= next) break;
    leading.push({ ...header, end });
    next = end;
  }
  return leading;
}

/** As many batches as there are leaves that lead to what is signed: each one that is right again makes the next reachable. */
function assemble(
  { log }: Pick<PatrolContext, 'log'>,
  start: CompactRange,
  headers: readonly SignedHeader[],
  leaves: readonly (Uint8Array | undefined)[],
  rows: readonly StoredBatch[],
  bytesMoved: number,
): Rebuilt {
  const rebuilt: Rebuilt = { batches: [], range: start.clone(), bytesMoved };
  for (const { firstIndex, end, checkpoint, collectedAtMs } of headers) {
    const own = leaves.slice(firstIndex - start.size, end - start.size);
    const whole = own.filter((leaf) => leaf?.length === LEAF_BYTES) as Uint8Array[];
    const stored = rows.find((row) => row.firstIndex === firstIndex);
    const batch = {
      firstIndex,
      leafCount: end - firstIndex,
      leaves: Buffer.concat(whole),
      checkpoint,
      collectedAtMs: stored?.collectedAtMs ?? collectedAtMs,
    };
    const range = whole.length === batch.leafCount && extended(log, rebuilt.range, batch);
    if (!range) break;
    rebuilt.range = range;
    rebuilt.batches.push(batch);
  }
  if (rebuilt.batches.length > 0) return rebuilt;
  throw new Error(`what the source sends from leaf ${start.size} on does not lead to what is signed`);
}

async function note(
  tx: Transaction,
  position: LogPosition,
  { rows, rebuilt, first, found }: { rows: readonly StoredBatch[]; rebuilt: Rebuilt; first: Found; found: Found[] },
): Promise<void> {
  const how = 'source';
  let bytesMoved = rebuilt.bytesMoved;
  const turnsOutAs = found.find(({ leafIndex }) => leafIndex === first.leafIndex)?.kind ?? first.kind;
  const own = rebuilt.batches.find(({ firstIndex }) => firstIndex === first.leafIndex);
  await closeDifference(tx, position, { ...first, how, bytesMoved, newDigest: digestOf(own), becomes: turnsOutAs });
  for (const { kind, leafIndex } of found) {
    if (leafIndex === first.leafIndex) continue;
    bytesMoved = 0;
    const oldDigest = digestOf(rows.find(({ firstIndex }) => firstIndex === leafIndex));
    await openDifference(tx, position, { kind, leafIndex, oldDigest });
    const newDigest = digestOf(rebuilt.batches.find(({ firstIndex }) => firstIndex === leafIndex));
    await closeDifference(tx, position, { kind, leafIndex, how, bytesMoved, newDigest });
  }
}

function kindOf(rows: readonly StoredBatch[], from: number): DifferenceKind {
  return rows.some(({ firstIndex }) => firstIndex === from) ? 'leaf_altered' : 'batch_missing';
}

function differenceOf(rows: readonly StoredBatch[], batch: StoredBatch): DifferenceKind | undefined {
  const stored = rows.find(({ firstIndex }) => firstIndex === batch.firstIndex);
  if (!stored) return 'batch_missing';
  if (!stored.leaves.equals(batch.leaves)) return 'leaf_altered';
  if (stored.leafCount !== batch.leafCount) return 'batch_altered';
  return stored.checkpoint === batch.checkpoint ? undefined : 'checkpoint_altered';
}

function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64');
}

function digestOf(batch: StoredBatch | undefined): Buffer | null {
  if (!batch) return null;
  const { firstIndex, leafCount, leaves, checkpoint } = batch;
  return createHash('sha256').update(`${firstIndex}\n${leafCount}\n${checkpoint}\n`).update(leaves).digest();
}

interface Rebuilt {
  batches: StoredBatch[];
  range: CompactRange;
  /** Bytes fetched. */
  bytesMoved: number;
}

interface Found {
  kind: DifferenceKind;
  leafIndex: number;
}
