import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 720px)';

/** Whether the window is as narrow as a phone, where a table would have to be pushed from side to side. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(tell: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', tell);
  return () => query.removeEventListener('change', tell);
}
