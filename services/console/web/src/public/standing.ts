import { type ListItem, type Standing, standingsOf } from '../../../src/domain/display/standings.ts';
import type { CountedSubject, PublicRecord } from '../api/records.ts';
import { useRecords } from '../api/use-records.ts';

/** The lists in which a subject stands now, the graver one first; none until their records are there. */
export function useStandings(subject: CountedSubject): Standing[] {
  return standingsOf(subject, [...useList(subject, 'SER'), ...useList(subject, 'ABN')]);
}

function useList(subject: CountedSubject, list: ListItem): PublicRecord[] {
  const isWanted = subject.records.some(({ item, count }) => item === list && count > 0);
  const { data } = useRecords(subject, list, { isWanted });
  return data?.pages.flatMap(({ items }) => items) ?? [];
}
