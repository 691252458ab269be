import type { Transaction } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import { readLeaves } from '../../copy/log-batches.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { findLaterLeaves } from '../log/later-leaves.ts';
import type { LeafSpan, PatrolContext, PatrolEvents } from '../patrolled-log.ts';
import {
  checkLeaf,
  digestOf,
  isAboutSame,
  type LeafAtRest,
  type LeafFinding,
  leafAtRest,
  standingOf,
} from './check-leaf.ts';
import { type Decision, decideLeaf, type LeafKnowledge } from './decide-leaf.ts';
import { LEAF_ANSWER_BYTES, SOURCE_LEAVES_MAX, type SourceLeaf } from './leaf-source.ts';
import { readStoredBlock } from './stored-block.ts';
import { standingAs, writeLeaves } from './write-leaves.ts';

/**
 * Looks at leaves that seemed wrong once more, now under the log's lock, writes down what is, and puts it right: from the log and
 * what is stored where that suffices, else with what the source sends. Returns how many differences there were, and how many
 * leaves could not be put right; those stay open.
 */
export async function mendLeaves(
  context: PatrolContext,
  position: LogPosition,
  span: LeafSpan,
  suspects: readonly LeafFinding[],
  signal: AbortSignal,
): Promise<{ found: number; open: number[] }> {
  const bytes = new Map(suspects.map(({ at }) => [at.leafIndex, at.bytes]));
  const first = await settle(context, position, span, bytes, new Map());
  if (first.pending.length === 0) return { found: first.found, open: [] };
  const pending = new Map(first.pending.map(({ at }) => [at.leafIndex, at]));
  const known = await askAbout(context, position, first.size, pending, signal);
  const second = await settle(
    context,
    position,
    span,
    new Map([...pending].map(([index, at]) => [index, at.bytes])),
    known,
  );
  return {
    found: first.found + second.found,
    open: second.pending.flatMap(({ at, kinds }) => (kinds.length > 0 ? at.leafIndex : [])),
  };
}

interface Settled {
  found: number;
  pending: LeafFinding[];
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
    const result: Settled = { found: 0, pending: [], size };
    for (const [leafIndex, leafBytes] of leaves) {
      const at = leafAtRest(leafIndex, leafBytes, block);
      const finding = checkLeaf(log.node, at);
      if (!finding) continue;
      const knowledge = known.get(leafIndex) ?? { isScanned: false };
      const decision = decideLeaf(log.node, at, standingOf(at), knowledge);
      const kinds = finding.kinds.length > 0 ? finding.kinds : kindsOnceKnown(at, decision, knowledge);
      result.found += await note(tx, position, at, kinds, told, events);
      if (decision === 'contradiction') told.push(() => events.sourceContradicts(log.node, leafIndex));
      if (decision === undefined || decision === 'contradiction') {
        result.pending.push({ at, kinds });
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

/** Asks the source; where it does not answer or does not know, the own log is looked through for what ended a record. */
async function askAbout(
  { sql, log, events }: PatrolContext,
  position: LogPosition,
  size: number,
  pending: ReadonlyMap<number, LeafAtRest>,
  signal: AbortSignal,
): Promise<Map<number, LeafKnowledge>> {
  const { generation } = position;
  const sent = new Map<number, SourceLeaf>();
  try {
    const indexes = [...pending.keys()];
    for (let i = 0; i < indexes.length; i += SOURCE_LEAVES_MAX) {
      const answer = await log.source.readLeaves(generation, indexes.slice(i, i + SOURCE_LEAVES_MAX), signal);
      for (const leaf of answer) sent.set(leaf.leafIndex, leaf);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    events.mendingFailed(log.node, error);
  }
  const known = new Map<number, LeafKnowledge>();
  const unclear = new Map<number, string>();
  for (const [leafIndex, at] of pending) {
    const source = sent.get(leafIndex);
    const successorIndex = source?.contentGone
      ? await confirmedSuccessor({ sql, log }, position, size, at, source, signal)
      : undefined;
    known.set(leafIndex, { source, successorIndex, isScanned: false });
    const isOpen = !source || (source.contentGone && successorIndex === undefined);
    if (isOpen && at.leaf) unclear.set(leafIndex, Buffer.from(at.leaf.pseudonym).toString('hex'));
  }
  const later = await findLaterLeaves(sql, position, unclear);
  for (const leafIndex of unclear.keys()) {
    known.set(leafIndex, { source: undefined, successorIndex: later.get(leafIndex), isScanned: true });
  }
  return known;
}

/** The successor that the source names, if it is one: as the own log shows that leaf, or, where that does not have it, the source. */
async function confirmedSuccessor(
  { sql, log }: Pick<PatrolContext, 'sql' | 'log'>,
  position: LogPosition,
  size: number,
  { leaf, leafIndex, superseded }: LeafAtRest,
  { successorIndex }: SourceLeaf,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!leaf || successorIndex <= leafIndex) return undefined;
  // The note here says the same: where the own log does not show it, that is the log's own difference.
  if (superseded?.successorIndex === successorIndex) return successorIndex;
  const isKnown = successorIndex < size;
  const [own] = isKnown ? await readLeaves(sql, { ...position, from: successorIndex, to: successorIndex + 1 }) : [];
  if (own) return isAboutSame(leaf, own) ? successorIndex : undefined;
  const [shown] = await log.source.readLeaves(position.generation, [successorIndex], signal).catch(() => []);
  return shown && isAboutSame(leaf, shown.leaf) ? successorIndex : undefined;
}
