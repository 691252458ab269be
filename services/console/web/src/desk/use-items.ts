import { useQuery } from '@tanstack/react-query';
import { get } from '../api/call.ts';

/** An item of the catalogue that the node takes in. */
export interface Item {
  item: string;
  /** Chinese title, e.g. 行政处罚信息. */
  title: string;
}

/** The items whose formats are in force today, by the catalogue; empty until they are known. */
export function useItems(): Item[] {
  const { data } = useQuery({
    queryKey: ['items'],
    queryFn: () => get<{ formats: Item[] }>('collection', '/v1/formats', { isBackground: true }),
    staleTime: ITEMS_STALE_MS,
  });
  return data?.formats ?? NONE;
}

const NONE: Item[] = [];
const ITEMS_STALE_MS = 60_000;

/** Title of an item by its code; the code where it is not known. */
export function useItemTitle(): (item: string) => string {
  const items = useItems();
  return (code) => items.find(({ item }) => item === code)?.title ?? code;
}
