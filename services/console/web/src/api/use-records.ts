import { useInfiniteQuery } from '@tanstack/react-query';
import { type CountedSubject, listRecords, RECORDS_OF_ANSWER_MAX } from './records.ts';

/**
 * The records of one item about a subject, page by page. Of a subject that has no more than one answer takes, all sections share
 * that answer. Nothing is asked where it is not wanted.
 */
export function useRecords(
  { code, records }: Pick<CountedSubject, 'code' | 'records'>,
  item: string,
  { isWanted = true }: { isWanted?: boolean } = {},
) {
  const isFew = records.reduce((total, { count }) => total + count, 0) <= RECORDS_OF_ANSWER_MAX;
  return useInfiniteQuery({
    enabled: isWanted,
    queryKey: ['records', code, isFew ? '' : item],
    queryFn: ({ pageParam, signal }) =>
      isFew
        ? listRecords({ code, limit: RECORDS_OF_ANSWER_MAX, cursor: pageParam }, signal)
        : listRecords({ code, item, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: ({ pages, pageParams }) => ({
      pageParams,
      pages: pages.map((page) => ({ ...page, items: page.items.filter((record) => record.item === item) })),
    }),
  });
}
