import type { Transaction } from '@necips/runtime';
import type { RecordTarget, Touched } from './target.ts';

/** Does one kind of damage to the row of the index that a current registration makes. */
export type SubjectKind = (tx: Transaction, target: RecordTarget & { leafIndex: number }) => Promise<Touched>;

export const SUBJECT_KINDS: Record<string, SubjectKind> = {
  'subject missing': async (tx, target) => {
    await tx`delete from exchange.subject where subject_id = ${target.subjectId}`;
    return touched(target);
  },
  'subject of another name': update((tx) => tx`name = name || '甲'`),
  'subject searched by another name': update((tx) => tx`search_name = search_name || '甲'`),
  'subject of another representative': update((tx) => tx`legal_representative = '别人'`),
  'subject of another status': update((tx) => tx`status = '吊销'`),
  'subject that another province would not give way to': update((tx) => tx`moved_out = not moved_out`),
  'subject of another type': update((tx) => tx`type = '其他'`),
  'subject established on another day': update((tx) => tx`established_on = established_on + 1`),
  'subject of another time': update((tx) => tx`as_of_ms = as_of_ms + 1`),
  'subject with a former name of its own': update(
    (tx) => tx`former_names = array['旧名'], search_former_names = '旧名'`,
  ),
  'subject that points elsewhere': update((tx) => tx`leaf_index = leaf_index + 1`),
  'subject of another record': update((tx) => tx`record_id = record_id || 'X'`),
  'subject of a node that nobody enrolled': update((tx) => tx`node = '999999'`),
  'subject with false terms': update((tx) => tx`name_terms = '{1}'`),
  'subject without terms': update((tx) => tx`name_terms = '{}'`),
  'subject that no registration makes': async (tx, target) => {
    await tx`
      insert into exchange.subject select (jsonb_populate_record(s, jsonb_build_object('subject_id', s.subject_id || 'X'))).*
      from exchange.subject s where subject_id = ${target.subjectId}`;
    return { ...touched(target), rows: [`subject|${target.subjectId}X`] };
  },
};

function update(set: (tx: Transaction) => ReturnType<Transaction>): SubjectKind {
  return async (tx, target) => {
    await tx`update exchange.subject set ${set(tx)} where subject_id = ${target.subjectId}`;
    return touched(target);
  };
}

function touched({ subjectId, leafIndex }: RecordTarget & { leafIndex: number }): Touched {
  return { rows: [`subject|${subjectId}`], leaves: [[leafIndex, leafIndex + 1]], isAnywhere: true };
}
