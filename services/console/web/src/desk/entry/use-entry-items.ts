import { useQuery } from '@tanstack/react-query';
import { get } from '../../api/call.ts';

interface CatalogueEntry {
  item: string;
  name: string;
  channels: string[];
  needsReview: boolean;
}

/** The catalogue in force, as far as online entry asks it. */
function useCatalogue() {
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: () => get<{ entries: CatalogueEntry[] }>('collection', '/v1/catalogue', { isBackground: true }),
    staleTime: CATALOGUE_STALE_MS,
  });
}

const CATALOGUE_STALE_MS = 30_000;

/** Items that may be entered online, by the catalogue in force. */
export function useEntryItems(): CatalogueEntry[] {
  return useCatalogue().data?.entries.filter(({ channels }) => channels.includes('entry')) ?? [];
}

/** Whether a second person looks at what is entered of an item. */
export function useNeedsReview(item: string): boolean {
  return useCatalogue().data?.entries.find((entry) => entry.item === item)?.needsReview ?? false;
}
