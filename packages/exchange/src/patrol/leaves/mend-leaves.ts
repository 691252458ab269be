import type { Transaction } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import { readLeaves } from '../../copy/log-batches.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import type { LeafSpan, PatrolContext, PatrolEvents } from '../patrolled-log.ts';
import {
  checkLeaf,
  digestOf,
  isAboutSame,
  type LeafAtRest,
  type LeafFinding,
  leafAtRest,
  recordIdIn,
  standingOf,
} from './check-leaf.ts';
import { type Decision, decideLeaf, type LeafKnowledge } from './decide-leaf.ts';
import { LEAF_ANSWER_BYTES, SOURCE_LEAVES_MAX, type SourceLeaf } from './leaf-source.ts';
import { readStoredBlock } from './stored-block.ts';
import type { UndecidedLeaf } from './undecided-leaves.ts';
import { standingAs, writeLeaves } from './write-leaves.ts';

/**
 * Looks at leaves that seemed wrong once more, now under the log's lock, writes down what is, and puts it right: from the log and
 * what is stored where that suffices, else with what the source sends. What only the rest of the log can decide stays open here, and
 * is `undecided`: `mendUndecided` takes it once the walk has proved the log to its end.
 */
export async function mendLeaves(
  context: PatrolContext,
  position: LogPosition,
  span: LeafSpan,
  suspects: readonly LeafFinding[],
  signal: AbortSignal,
): Promise<MendedLeaves> {
  const bytes = new Map(suspects.map(({ at }) => [at.leafIndex, at.bytes]));
  const first = await settle(context, position, span, bytes, new Map());
  if (first.pending.length === 0) return { found: first.found, open: [], undecided: [] };
  const pending = new Map(first.pending.map(({ at }) => [at.leafIndex, at]));
  const sources = await askSource(context, position, [...pending.keys()], signal);
  const known = new Map<number, LeafKnowledge>();
  for (const [leafIndex, at] of pending) {
    const source = sources.get(leafIndex);
    const successorIndex = source && (await confirmedSuccessor(context, position, first.size, at, source, signal));
    known.set(leafIndex, { source, successorIndex, isScanned: false });
  }
  const leaves = new Map([...pending].map(([index, at]) => [index, at.bytes]));
  const second = await settle(context, position, span, leaves, known);
  return {
    found: first.found + second.found,
    open: second.pending.flatMap(({ at, kinds }) => (kinds.length > 0 ? at.leafIndex : [])),
    undecided: second.pending.flatMap(({ at, isContradicted }) => (isContradicted ? [] : at)),
  };
}

/** Puts right what the whole log was needed for. The walk has proved it to its end, and `leaves` tells what it saw. */
export async function mendUndecided(
  context: PatrolContext,
  position: LogPosition,
  leaves: ReadonlyMap<number, UndecidedLeaf>,
  signal: AbortSignal,
): Promise<number> {
  const indexes = [...leaves.keys()];
  const span = { from: Math.min(...indexes), to: Math.max(...indexes) + 1 };
  const unended = indexes.filter((leafIndex) => leaves.get(leafIndex)?.successorIndex === undefined);
  const sources = await askSource(context, position, unended, signal);
  const known = new Map<number, LeafKnowledge>();
  for (const [leafIndex, { successorIndex }] of leaves) {
    known.set(leafIndex, { source: sources.get(leafIndex), successorIndex, isScanned: true });
  }
  const bytes = new Map(Array.from(leaves, ([leafIndex, leaf]) => [leafIndex, leaf.bytes]));
  return (await settle(context, position, span, bytes, known)).found;
}

export interface MendedLeaves {
  /** Differences that were not known before. */
  found: number;
  /** Leaves where a difference stays open. */
  open: number[];
  /** Leaves that wait for the rest of the log. */
  undecided: LeafAtRest[];
}

interface Settled {
  found: number;
  pending: (LeafFinding & { isContradicted: boolean })[];
  size: number;
}

/** One transaction under the log's lock: what is still wrong is written down, and mended where it can be decided. */
async function settle(
  context: PatrolContext,
  position: LogPosition,
  span: LeafSpan,
  leaves: ReadonlyMap<number, Uint8Array>,
  known: ReadonlyMap<number, LeafKnowledge>,
): Promise<Settled> {
  const { sql, log, events } = context;
  const told: (() => void)[] = [];
  const settled = await sql.begin(async (tx): Promise<Settled> => {
    const state = await log.state.read(tx, { lock: true });
    const size = state?.size ?? 0;
    const block = await readStoredBlock(tx, position, span);
    const decided = new Map<number, Decision>();
    const mended: { finding: LeafFinding; decision: Decision }[] = [];
    const later = await findLaterRecords(tx, position, known);
    const result: Settled = { found: 0, pending: [], size };
    for (const [leafIndex, leafBytes] of leaves) {
      const at = leafAtRest(leafIndex, leafBytes, block);
      const finding = checkLeaf(log.node, at);
      if (!finding) continue;
      const knowledge = known.get(leafIndex) ?? { isScanned: false };
      const decision = isAheadOf(later, at, knowledge)
        ? undefined
        : decideLeaf(log.node, at, standingOf(at), knowledge);
      const kinds = finding.kinds.length > 0 ? finding.kinds : kindsOnceKnown(at, decision, knowledge);
      result.found += await note(tx, position, at, kinds, told, events);
      if (decision === 'contradiction') {
        told.push(() => events.sourceContradicts(log.node, leafIndex));
        // Nobody signed the answer, so that it is evidence of nothing: it is shown, and looked at again in the next round.
        result.found += await note(tx, position, at, ['source_differs'], told, events);
        result.pending.push({ at, kinds: [...kinds, 'source_differs'], isContradicted: true });
      } else if (decision === undefined) {
        result.pending.push({ at, kinds, isContradicted: false });
      } else if (kinds.length > 0) {
        decided.set(leafIndex, decision);
        mended.push({ finding: { at, kinds }, decision });
      }
    }
    await writeLeaves(tx, position, decided);
    for (const each of mended) await close(tx, position, each, told, events);
    return result;
  });
  for (const tell of told) tell();
  return settled as Settled;
}

/** What a note turned out to be that could not be proven: right, or false. */
function kindsOnceKnown(
  at: LeafAtRest,
  decision: ReturnType<typeof decideLeaf>,
  known: LeafKnowledge,
): DifferenceKind[] {
  if (decision === undefined || decision === 'contradiction') {
    return known.isScanned ? ['superseded_false', 'record_missing'] : [];
  }
  if (decision.change) return ['superseded_false', 'record_missing'];
  return decision.successorIndex === at.superseded?.successorIndex ? [] : ['superseded_false'];
}

async function note(
  tx: Transaction,
  { node, generation }: LogPosition,
  at: LeafAtRest,
  kinds: readonly DifferenceKind[],
  told: (() => void)[],
  events: PatrolEvents,
): Promise<number> {
  let found = 0;
  for (const kind of kinds) {
    const { leafIndex } = at;
    const isNew = await openDifference(tx, { node, generation }, { kind, leafIndex, oldDigest: digestOf(at) });
    if (!isNew) continue;
    found += 1;
    told.push(() => events.differenceFound(node, { kind, leafIndex }));
  }
  return found;
}

async function close(
  tx: Transaction,
  position: LogPosition,
  { finding: { at, kinds }, decision }: { finding: LeafFinding; decision: Decision },
  told: (() => void)[],
  events: PatrolEvents,
): Promise<void> {
  const { leafIndex } = at;
  const { how } = decision;
  for (const [i, kind] of kinds.entries()) {
    const becomes = whatItWas(kind, at, decision);
    const bytesMoved = how === 'source' && i === 0 ? LEAF_ANSWER_BYTES : 0;
    const newDigest = digestOf(standingAs(decision));
    await closeDifference(tx, position, { kind, leafIndex, how, bytesMoved, newDigest, becomes });
    told.push(() => events.differenceMended(position.node, { kind: becomes, leafIndex, how }));
  }
}

/** What a difference was, seen from what is right. */
function whatItWas(kind: DifferenceKind, at: LeafAtRest, { change, successorIndex }: Decision): DifferenceKind {
  if (kind === 'record_missing' && successorIndex !== undefined && !at.superseded) return 'superseded_missing';
  const { content } = at;
  if (kind !== 'content_altered' || !content || !change) return kind;
  if (content.publicPart !== change.publicPart || content.restrictedPart !== change.restrictedPart)
    return 'body_altered';
  if (content.head !== change.head) return 'head_altered';
  return Buffer.compare(content.salt, change.salt) === 0 ? 'content_altered' : 'salt_altered';
}

/**
 * Whether what the source sent for a leaf would take the place of a later version that stands here, while it is not yet known whether
 * the log has that version: the source may be damaged, or the own log.
 */
function isAheadOf(later: ReadonlyMap<string, number>, { leafIndex }: LeafAtRest, known: LeafKnowledge): boolean {
  if (known.isScanned || !known.source || known.source.contentGone) return false;
  const standing = later.get(recordIdIn(known.source.head) ?? '');
  return standing !== undefined && standing > leafIndex;
}

/** Where the records stand here that the source has sent. */
async function findLaterRecords(
  tx: Transaction,
  { node, generation }: LogPosition,
  known: ReadonlyMap<number, LeafKnowledge>,
): Promise<Map<string, number>> {
  const sent = [...known.values()].flatMap(({ source, isScanned }) => (source && !isScanned ? source.head : []));
  const recordIds = sent.flatMap((head) => recordIdIn(head) ?? []);
  if (recordIds.length === 0) return new Map();
  const rows = await tx<{ recordId: string; leafIndex: number }[]>`
    select record_id as "recordId", leaf_index as "leafIndex" from exchange.record
    where node = ${node} and generation = ${generation} and record_id = any(${recordIds}::text[])`;
  return new Map(rows.map(({ recordId, leafIndex }) => [recordId, leafIndex]));
}

/** What the source sends for these leaves; nothing where it does not answer. */
async function askSource(
  { log, events }: PatrolContext,
  { generation }: LogPosition,
  indexes: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, SourceLeaf>> {
  const sent = new Map<number, SourceLeaf>();
  try {
    for (let i = 0; i < indexes.length; i += SOURCE_LEAVES_MAX) {
      const answer = await log.source.readLeaves(generation, indexes.slice(i, i + SOURCE_LEAVES_MAX), signal);
      for (const leaf of answer) sent.set(leaf.leafIndex, leaf);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    events.mendingFailed(log.node, error);
  }
  return sent;
}

/**
 * A later leaf about the same record that both sides know: the one that the note here names, if either log shows it to be that – it
 * may be damaged here – else the one that the source names.
 */
async function confirmedSuccessor(
  { sql, log }: Pick<PatrolContext, 'sql' | 'log'>,
  position: LogPosition,
  size: number,
  { leaf, leafIndex, superseded }: LeafAtRest,
  source: SourceLeaf,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!leaf) return undefined;
  const isOwn = async (index: number) => {
    const [own] = index < size ? await readLeaves(sql, { ...position, from: index, to: index + 1 }) : [];
    return own && isAboutSame(leaf, own);
  };
  const isShown = async (index: number) => {
    const [shown] = await log.source.readLeaves(position.generation, [index], signal).catch(() => []);
    return shown !== undefined && isAboutSame(leaf, shown.leaf);
  };
  const noted = superseded?.successorIndex ?? 0;
  if (noted > leafIndex) {
    const isNamedByBoth = source.contentGone && source.successorIndex === noted;
    if (isNamedByBoth || (await isOwn(noted)) || (await isShown(noted))) return noted;
  }
  const { contentGone, successorIndex } = source;
  if (!contentGone || successorIndex <= leafIndex) return undefined;
  return ((await isOwn(successorIndex)) ?? (await isShown(successorIndex))) ? successorIndex : undefined;
}
