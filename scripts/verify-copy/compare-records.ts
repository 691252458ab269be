import type { Transaction } from '@necips/runtime';
import { equalBytes, HASH_BYTES } from '@necips/tlog';
import type { PinnedNode, VerifiedState } from './centre.ts';
import type { Differences } from './differences.ts';
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
 * is handed on, some at a time, for its row in the index of subjects. Returns the current leaves for which the centre holds
 * nothing, or an older version: they are differences unless a later leaf explains them.
 */
export async function compareRecords(
  tx: Transaction,
  node: PinnedNode,
  state: VerifiedState,
  log: LogLeaves,
  { differences, onRecords, progress }: Following,
): Promise<Map<number, Lack>> {
  const held = new Uint8Array(log.size);
  const outdated = new Map<number, Lack>();
  let batch: SoundRecord[] = [];
  let seen = 0;
  for await (const stored of readStoredLeaves(tx, node.code)) {
    if (++seen % 100_000 === 0) progress(`${seen} stored records hashed`);
    const fault = compareStored(node.code, state, log, stored, held);
    if (fault?.kind === 'wrong_version') outdated.set(fault.leafIndex, fault);
    else if (fault) differences.add(fault.kind, fault.what);
    if (stored.record && stored.content) batch.push({ record: stored.record, content: stored.content });
    if (batch.length < RECORDS_AT_A_TIME) continue;
    await onRecords(batch);
    batch = [];
  }
  await onRecords(batch);
  return lacking(log, held, outdated);
}

/** A current leaf that the centre lacks: nothing is held of it, or an older version. */
export interface Lack {
  kind: 'missing' | 'wrong_version';
  leafIndex: number;
  what: string;
}

type Fault = Lack | { kind: 'extra' | 'altered'; what: string };

/** Marks what is held; says what is wrong with it, if anything. */
function compareStored(
  node: string,
  state: VerifiedState,
  log: LogLeaves,
  { generation, leafIndex, record, content }: StoredLeaf,
  held: Uint8Array,
): Fault | undefined {
  const what = `${record?.recordId ?? 'content'} at leaf ${leafIndex}`;
  if (generation !== state.generation || leafIndex >= log.size || leafIndex < 0 || held[leafIndex])
    return { kind: 'extra', what };
  if (!log.latest.isCurrent(leafIndex)) return outdatedBy(log, record, what);
  if (!record) return { kind: 'extra', what: `${what} without a record` };
  held[leafIndex] = 1;
  const hash = content && rebuildLeafHash(record, content);
  const isSame = hash !== undefined && equalBytes(hash, log.hashAt(leafIndex));
  if (!isSame) log.replace(leafIndex, hash ?? NOTHING);
  if (content && isSame && followsFromHead(node, record, content)) return undefined;
  return { kind: content ? 'altered' : 'missing', what, leafIndex } as Fault;
}

function outdatedBy(log: LogLeaves, record: StoredRecord | undefined, what: string): Fault {
  const current = record && log.latest.latestOf(pseudonymBytes(record.pseudonym));
  if (current === undefined || !log.latest.isCurrent(current)) return { kind: 'extra', what };
  return { kind: 'wrong_version', leafIndex: current, what: `${what}, now at leaf ${current}` };
}

function lacking(log: LogLeaves, held: Uint8Array, outdated: Map<number, Lack>): Map<number, Lack> {
  const lacks = new Map<number, Lack>();
  for (let leafIndex = 0; leafIndex < log.size; leafIndex++) {
    if (held[leafIndex] || !log.latest.isCurrent(leafIndex)) continue;
    lacks.set(leafIndex, outdated.get(leafIndex) ?? { kind: 'missing', leafIndex, what: `leaf ${leafIndex}` });
  }
  return lacks;
}

const RECORDS_AT_A_TIME = 1_000;

interface Following {
  differences: Differences;
  onRecords: (records: SoundRecord[]) => Promise<void>;
  progress: (text: string) => void;
}
