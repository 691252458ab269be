import { useInfiniteQuery } from '@tanstack/react-query';
import { listRecords } from './records.ts';

/** The records of one item about a subject, page by page. */
export function useRecords(code: string, item: string, isEnabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['records', code, item],
    queryFn: ({ pageParam, signal }) => listRecords({ code, item, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: isEnabled,
  });
}
