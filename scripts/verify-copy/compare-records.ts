import type { Transaction } from '@necips/runtime';
import { equalBytes, HASH_BYTES } from '@necips/tlog';
import type { PinnedNode, VerifiedState } from './centre.ts';
import type { Differences } from './differences.ts';
import { HeldLeaves } from './held-leaves.ts';
import type { LogLeaves } from './log-leaves.ts';
import { followsFromHead, pseudonymBytes, rebuildLeafHash } from './rebuild-leaf.ts';
import { readStoredLeaves, type StoredContent, type StoredLeaf, type StoredRecord } from './stored-records.ts';

const NOTHING = new Uint8Array(HASH_BYTES);

/** A record that the centre holds as the province shows it. */
export interface SoundRecord {
  record: StoredRecord;
  content: StoredContent;
}

/**
 * Builds every current leaf anew from what the centre holds, and puts its hash in the place of the province's. What is stored
 * is handed on, some at a time, for its row in the index of subjects. Returns which leaves are held: current ones that are not
 * are differences, unless a later leaf explains them.
 */
export async function compareRecords(
  tx: Transaction,
  node: PinnedNode,
  state: VerifiedState,
  log: LogLeaves,
  { differences, onRecords, progress }: Following,
): Promise<HeldLeaves> {
  const held = new HeldLeaves(log.size);
  let batch: SoundRecord[] = [];
  let seen = 0;
  for await (const stored of readStoredLeaves(tx, node.code)) {
    if (++seen % 100_000 === 0) progress(`${seen} stored records hashed`);
    const fault = compareStored(node.code, state, log, stored, held);
    if (fault) differences.add(fault.kind, fault.what);
    // An older version beside the current one is no lack of the current one.
    const older = held.olderBeside(stored.leafIndex);
    if (older !== undefined) differences.add('extra', older);
    if (stored.record && stored.content) batch.push({ record: stored.record, content: stored.content });
    if (batch.length < RECORDS_AT_A_TIME) continue;
    await onRecords(batch);
    batch = [];
  }
  await onRecords(batch);
  return held;
}

interface Fault {
  kind: 'extra' | 'altered' | 'missing';
  what: string;
}

/** Marks what is held; says what is wrong with it, if anything. */
function compareStored(
  node: string,
  state: VerifiedState,
  log: LogLeaves,
  { generation, leafIndex, record, content }: StoredLeaf,
  held: HeldLeaves,
): Fault | undefined {
  // What is not carried over yet stands in the older log, whose leaves nobody shows at this place any more.
  if (state.isCarryingOver && generation < state.generation) return undefined;
  const what = `${record?.recordId ?? 'content'} at leaf ${leafIndex}`;
  if (generation !== state.generation || leafIndex >= log.size || leafIndex < 0 || held.isHeld(leafIndex))
    return { kind: 'extra', what };
  if (!log.latest.isCurrent(leafIndex)) return compareOlder(log, record, what, held);
  if (!record) return { kind: 'extra', what: `${what} without a record` };
  held.hold(leafIndex);
  const hash = content && rebuildLeafHash(record, content);
  const isSame = hash !== undefined && equalBytes(hash, log.hashAt(leafIndex));
  if (!isSame) log.replace(leafIndex, hash ?? NOTHING);
  if (content && isSame && followsFromHead(node, record, content)) return undefined;
  return { kind: content ? 'altered' : 'missing', what };
}

/** What is held of a leaf that is not current: an older version of a record that is shown, or something extra. */
function compareOlder(
  log: LogLeaves,
  record: StoredRecord | undefined,
  what: string,
  held: HeldLeaves,
): Fault | undefined {
  const current = record && log.latest.latestOf(pseudonymBytes(record.pseudonym));
  if (current === undefined || !log.latest.isCurrent(current)) return { kind: 'extra', what };
  held.holdOlder(current, `${what}, now at leaf ${current}`);
  return undefined;
}

const RECORDS_AT_A_TIME = 1_000;

interface Following {
  differences: Differences;
  onRecords: (records: SoundRecord[]) => Promise<void>;
  progress: (text: string) => void;
}
