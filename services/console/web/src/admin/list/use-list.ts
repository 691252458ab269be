import { useInfiniteQuery } from '@tanstack/react-query';

/** One page of a list, as all services answer it. */
export interface ListPage<Row> {
  items: Row[];
  next: string | null;
}

/** A list that is read page by page, as its table and its tools need it. */
export interface LoadedList<Row> {
  /** Undefined until the first page is there. */
  rows: Row[] | undefined;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

/** Reads a list by cursor. `key` holds whatever the list depends on; `pollMs` how soon to look again at what is there. */
export function useList<Row>(
  key: readonly unknown[],
  readPage: (cursor: string | undefined) => Promise<ListPage<Row>>,
  { pollMs = () => false }: { pollMs?: (rows: Row[]) => number | false } = {},
): LoadedList<Row> {
  const query = useInfiniteQuery({
    queryKey: ['admin', ...key],
    queryFn: ({ pageParam }) => readPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) => pollMs(state.data?.pages.flatMap(({ items }) => items) ?? []),
  });
  return {
    rows: query.data?.pages.flatMap(({ items }) => items),
    error: query.data ? undefined : query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

/** Rows that are all there already, as a list's table and tools need them. */
export function wholeList<Row>(rows: Row[]): LoadedList<Row> {
  return {
    rows,
    error: undefined,
    retry: () => {},
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => {},
  };
}
