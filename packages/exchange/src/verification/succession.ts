import type { RecordState } from '../copy/records.ts';
import { BatchRefused, type RefusalReason } from './refusal.ts';
import type { LeafChange, VerifiedBatch } from './verify-batch.ts';

/** A current record as far as the next leaf about it must agree. */
export interface CurrentRecord {
  recordId: string;
  pseudonym: string;
  version: number;
  item: string;
  subjectId: string;
  /** Where it stands in the log. */
  leafIndex: number;
  /** Whether that is an older log than the one that is followed; what it says there binds nothing here. */
  isOlder?: boolean;
}

/**
 * The records that a run of batches meets, and how the batches change them: a record keeps its pseudonym for as long as it is
 * shown, its version rises, and a withdrawal is about the record whose pseudonym it bears, whatever it calls it.
 */
export class Succession {
  readonly #byId = new Map<string, CurrentRecord>();
  readonly #byPseudonym = new Map<string, CurrentRecord>();

  /** `current`: every current record named by a change, and every one whose pseudonym an unresolved withdrawal bears. */
  constructor(current: Iterable<CurrentRecord>) {
    for (const record of current) this.#show(record);
  }

  /**
   * The batch's changes as they are to be applied, in order; moves on to the state after it. Throws BatchRefused and then must
   * not be used again. A leaf whose content is gone changes nothing here: a later leaf does, before the proven tip.
   */
  follow(batch: VerifiedBatch): LeafChange[] {
    const changes: LeafChange[] = [];
    for (const change of batch.changes) {
      if (change.op === 'withdraw') {
        const record = this.#withdraw(change);
        // A record that never had its content here needs no withdrawing.
        if (record)
          changes.push({ ...change, recordId: record.recordId, item: record.item, subjectId: record.subjectId });
      } else if (!change.contentGone) {
        this.#publish(change);
        changes.push(change);
      }
    }
    return changes;
  }

  #publish(change: LeafChange): void {
    const record = ofThisLog(this.#byId.get(change.recordId));
    const bearer = ofThisLog(this.#byPseudonym.get(change.pseudonym));
    if (record && record.pseudonym !== change.pseudonym) throw brokenBy('pseudonym_differs', record, change);
    if (bearer && bearer.recordId !== change.recordId) throw brokenBy('pseudonym_shared', bearer, change);
    if (record && change.version <= record.version) throw brokenBy('version_not_rising', record, change);
    this.#show(change);
  }

  #withdraw(change: LeafChange): CurrentRecord | undefined {
    const named = this.#byId.get(change.recordId);
    if (named && named.pseudonym !== change.pseudonym) {
      throw new BatchRefused('pseudonym_differs', `leaf ${change.leafIndex} withdraws ${change.recordId}`);
    }
    const record = named ?? this.#byPseudonym.get(change.pseudonym);
    if (!record) return undefined;
    if (change.recordId !== '' && record.recordId !== change.recordId) {
      throw new BatchRefused(
        'pseudonym_differs',
        `leaf ${change.leafIndex} calls ${record.recordId} ${change.recordId}`,
      );
    }
    if (!record.isOlder && change.version <= record.version) throw brokenBy('version_not_rising', record, change);
    this.#byId.delete(record.recordId);
    this.#byPseudonym.delete(record.pseudonym);
    return record;
  }

  #show(record: CurrentRecord): void {
    const before = this.#byId.get(record.recordId);
    if (before) this.#byPseudonym.delete(before.pseudonym);
    this.#byId.set(record.recordId, record);
    this.#byPseudonym.set(record.pseudonym, record);
  }
}

function ofThisLog(record: CurrentRecord | undefined): CurrentRecord | undefined {
  return record?.isOlder ? undefined : record;
}

/** The current records of a copy as a log of this generation meets them. */
export function currentRecords(current: ReadonlyMap<string, RecordState>, generation: number): CurrentRecord[] {
  return Array.from(current, ([recordId, record]) => ({
    recordId,
    ...record,
    isOlder: record.generation < generation,
  }));
}

/** Both leaves are signed, and what they say of the record is bound by them: together they show the broken rule. */
function brokenBy(reason: RefusalReason, record: CurrentRecord, change: LeafChange): BatchRefused {
  const { leafIndex } = change;
  return new BatchRefused(reason, `leaf ${leafIndex}, after leaf ${record.leafIndex}`, [record.leafIndex, leafIndex]);
}
