import { restoredHead, withdrawnHead } from './record-head.ts';

/** A record as publication shows it. */
export interface ShownRecord {
  recordId: string;
  version: number;
  head: string;
  publicPart: string;
  restrictedPart: string;
}

/** Where a record stands in the restored database. */
export interface StoredRecord extends ShownRecord {
  sequence: number;
  /** 1 publish, 2 withdraw. */
  operation: number;
  submissionId: string | null;
  rowNumber: number;
}

/** A version to append; where it came from is in its head. */
export interface PlannedVersion extends ShownRecord {
  operation: 1 | 2;
  submissionId: string;
  rowNumber: number;
}

/**
 * What a restored database lacks of a stretch of records, given what publication shows of them and up to which sequence number
 * it had published the life of the feed that the backup is of.
 *
 * What is shown was public, so it holds: a newer version comes back with its number and content; at an equal number another
 * content becomes one version more. What is stored and was published, and is shown no longer, was withdrawn meanwhile.
 * `isTombstoned` tells what was withdrawn by law; that is left to the act of withdrawal.
 */
export function planRefill(
  stored: readonly StoredRecord[],
  shown: readonly ShownRecord[],
  { publishedSequence, isTombstoned }: { publishedSequence: number; isTombstoned: (recordId: string) => boolean },
  nowMs: number,
): { versions: PlannedVersion[]; withdrawnByLaw: string[] } {
  const versions: PlannedVersion[] = [];
  const withdrawnByLaw: string[] = [];
  const storedById = new Map(stored.map((record) => [record.recordId, record]));
  for (const record of shown) {
    const planned = comesBack(record, storedById.get(record.recordId));
    if (planned) versions.push(planned);
    storedById.delete(record.recordId);
  }
  for (const record of storedById.values()) {
    if (record.operation !== 1) continue;
    if (isTombstoned(record.recordId)) withdrawnByLaw.push(record.recordId);
    else if (record.sequence <= publishedSequence) versions.push(withdrawn(record, nowMs));
  }
  return { versions, withdrawnByLaw };
}

function comesBack(shown: ShownRecord, stored: StoredRecord | undefined): PlannedVersion | undefined {
  const origin = originOf(shown.head);
  if (!stored || stored.version < shown.version) return { ...shown, ...origin, operation: 1 };
  if (stored.version > shown.version || stored.operation !== 1 || isSame(stored, shown)) return undefined;
  const version = shown.version + 1;
  return { ...shown, ...origin, operation: 1, version, head: restoredHead(shown.head, version) };
}

function isSame(a: ShownRecord, b: ShownRecord): boolean {
  return a.head === b.head && a.publicPart === b.publicPart && a.restrictedPart === b.restrictedPart;
}

function withdrawn({ recordId, version, head, submissionId, rowNumber }: StoredRecord, nowMs: number): PlannedVersion {
  return {
    recordId,
    version: version + 1,
    operation: 2,
    head: withdrawnHead(head, version + 1, nowMs),
    publicPart: '',
    restrictedPart: '',
    submissionId: submissionId ?? NOBODY,
    rowNumber,
  };
}

function originOf(head: string): { submissionId: string; rowNumber: number } {
  const { origin } = JSON.parse(head) as { origin?: { batch?: string; row?: number } };
  const submissionId = origin?.batch ?? '';
  return { submissionId: UUID.test(submissionId) ? submissionId : NOBODY, rowNumber: origin?.row ?? 0 };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NOBODY = '00000000-0000-0000-0000-000000000000';
