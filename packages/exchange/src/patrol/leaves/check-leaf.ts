import { createHash } from 'node:crypto';
import { parseRecordId } from '@necips/domain';
import { decodeLeaf, equalBytes, LEAF_BYTES, type Leaf, LogError, verifyLeafContent } from '@necips/tlog';
import type { Change } from '../../copy/change.ts';
import { formatPseudonym, pseudonymOf } from '../../copy/pseudonym.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';
import type { StoredBlock, StoredContent, StoredRecord, StoredSuperseded } from './stored-block.ts';

/** One leaf of the verified log and all that is stored about it. */
export interface LeafAtRest {
  leafIndex: number;
  bytes: Uint8Array;
  /** Undefined for a leaf of a kind that shows nothing, or that this version does not know. */
  leaf: Leaf | undefined;
  record: StoredRecord | undefined;
  content: StoredContent | undefined;
  superseded: StoredSuperseded | undefined;
  isHidden: boolean;
}

/** What a leaf's own log says about its being current. */
export type Standing = 'shows_nothing' | 'superseded' | 'hidden' | 'current' | 'unproven';

/** A leaf where something stored is not as the log has it; of no kind where only the source can say whether it is. */
export interface LeafFinding {
  at: LeafAtRest;
  kinds: DifferenceKind[];
}

export function leafAtRest(leafIndex: number, bytes: Uint8Array, block: StoredBlock): LeafAtRest {
  const leaf = tryDecode(bytes);
  return {
    leafIndex,
    bytes,
    leaf,
    record: block.records.get(leafIndex),
    content: block.contents.get(leafIndex),
    superseded: block.superseded.get(leafIndex),
    isHidden: leaf !== undefined && block.hidden.has(formatPseudonym(leaf.pseudonym)),
  };
}

/**
 * What the log says of a leaf. `unproven`: it is said to be superseded by a leaf that is not seen to do so – because that lies beyond
 * what is known here, or is damaged, or because the note is false. Then what stands at the leaf decides, or the source.
 */
export function standingOf({ leafIndex, leaf, superseded, isHidden }: LeafAtRest): Standing {
  if (leaf?.op !== 'publish') return 'shows_nothing';
  if (superseded && isSuccessor(leaf, leafIndex, superseded)) return 'superseded';
  if (isHidden) return 'hidden';
  return superseded ? 'unproven' : 'current';
}

function isSuccessor(leaf: Leaf, leafIndex: number, { successorIndex, successor }: StoredSuperseded): boolean {
  return successorIndex > leafIndex && successor !== null && isAboutSame(leaf, successor);
}

/** Whether a leaf, as bytes, bears the same pseudonym. */
export function isAboutSame(leaf: Leaf, other: Uint8Array): boolean {
  return other.length === LEAF_BYTES && equalBytes(leaf.pseudonym, pseudonymOf(other));
}

/** Every way in which what is stored about a leaf is not what the log says; undefined where all is right. */
export function checkLeaf(node: string, at: LeafAtRest): LeafFinding | undefined {
  const standing = standingOf(at);
  if (standing === 'unproven' && !at.record && !at.content) return { at, kinds: [] };
  const kinds = kindsOf(node, at, standing);
  return kinds.length > 0 ? { at, kinds } : undefined;
}

function kindsOf(node: string, at: LeafAtRest, standing: Standing): DifferenceKind[] {
  const { leaf, record, content, superseded } = at;
  const kinds: DifferenceKind[] = [];
  const isCurrent = standing === 'current' || standing === 'unproven';
  if (superseded && (standing === 'shows_nothing' || isCurrent)) kinds.push('superseded_false');
  if (!isCurrent || !leaf) {
    if (record) kinds.push('record_extra');
    if (content) kinds.push('content_extra');
    return kinds;
  }
  // Both missing is one difference: it may turn out that only the note is missing that the leaf was superseded.
  if (!record) kinds.push('record_missing');
  else if (!content) kinds.push('content_missing');
  const change = content && changeOf(node, at, content);
  if (content && !change) kinds.push('content_altered');
  if (record && change && !isRecordOf(record, change)) kinds.push('record_altered');
  if (record && !change && !isRecordOfLeaf(record, at.leafIndex, leaf)) kinds.push('record_altered');
  return kinds;
}

/** The change that a publishing leaf with this content makes; undefined where the leaf does not commit to the content. */
export function changeOf(
  node: string,
  { leafIndex, leaf }: Pick<LeafAtRest, 'leafIndex' | 'leaf'>,
  content: Pick<StoredContent, 'head' | 'publicPart' | 'restrictedPart'> & { salt: Uint8Array },
): Change | undefined {
  if (leaf?.op !== 'publish') return undefined;
  const { salt, head, publicPart, restrictedPart } = content;
  const isText = [head, publicPart, restrictedPart].every((text) => text.isWellFormed() && !text.includes('\0'));
  if (!isText || !verifyLeafContent(leaf, content)) return undefined;
  const said = readHead(head);
  const identity = said && parseRecordId(said.recordId);
  if (!said || identity?.node !== node || identity.item !== said.item || said.node !== node) return undefined;
  if (said.version !== leaf.version || said.op !== 'publish') return undefined;
  const { recordId, item, subjectId } = said;
  const { version, time: timeMs } = leaf;
  const place = {
    op: leaf.op,
    recordId,
    item,
    subjectId,
    version,
    leafIndex,
    timeMs,
    pseudonym: formatPseudonym(leaf.pseudonym),
  };
  return { ...place, salt, head, publicPart, restrictedPart };
}

/** The record that a head names; undefined for what is no head. */
export function recordIdIn(head: string): string | undefined {
  return readHead(head)?.recordId;
}

/** SHA-256 over what stands at a leaf; null where nothing does. */
export function digestOf({ record, content, superseded }: Partial<LeafAtRest>): Buffer | null {
  if (!record && !content && !superseded) return null;
  const said = { record, content, superseded: superseded?.successorIndex };
  return createHash('sha256').update(JSON.stringify(said)).digest();
}

function isRecordOf(record: StoredRecord, change: Change): boolean {
  return (
    record.recordId === change.recordId &&
    record.subjectId === change.subjectId &&
    record.item === change.item &&
    record.version === change.version &&
    record.pseudonym === change.pseudonym &&
    record.timeMs === change.timeMs
  );
}

/** As far as the leaf alone tells. */
function isRecordOfLeaf(record: StoredRecord, leafIndex: number, leaf: Leaf): boolean {
  return (
    record.leafIndex === leafIndex &&
    record.version === leaf.version &&
    record.timeMs === leaf.time &&
    record.pseudonym === formatPseudonym(leaf.pseudonym)
  );
}

function readHead(head: string): SaidByHead | undefined {
  try {
    const { recordId, node, item, op, version, subject } = JSON.parse(head) as RawHead;
    if (typeof recordId !== 'string' || typeof node !== 'string' || typeof item !== 'string') return undefined;
    if (typeof version !== 'number' || typeof subject?.code !== 'string' || subject.code === '') return undefined;
    return { recordId, node, item, op, version, subjectId: subject.code };
  } catch {
    return undefined;
  }
}

function tryDecode(bytes: Uint8Array): Leaf | undefined {
  try {
    return decodeLeaf(bytes);
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

interface SaidByHead {
  recordId: string;
  node: string;
  item: string;
  op: unknown;
  version: number;
  subjectId: string;
}

interface RawHead {
  recordId?: unknown;
  node?: unknown;
  item?: unknown;
  op?: unknown;
  version?: unknown;
  subject?: { code?: unknown } | null;
}
