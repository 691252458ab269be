import type { DraftValues } from './merge-values.ts';

/** What was typed and has not reached the server, with what the server had when it was typed. */
export interface Unsaved {
  base: DraftValues;
  values: DraftValues;
}

/** Where what is not saved yet outlives the page: a reload, or a login in the same tab. */
export interface UnsavedCopy {
  read(): Unsaved | undefined;
  write(unsaved: Unsaved): void;
  clear(): void;
}

/**
 * Keeps it in the tab's own storage, for the account that typed it, until it is saved: other tabs and other people do not see it, and
 * it ends with the tab.
 */
export function unsavedCopyOf(draftId: string, account: string, storage: Storage = sessionStorage): UnsavedCopy {
  const key = `necips-draft:${account}:${draftId}`;
  return {
    read: () => {
      const text = storage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as Unsaved);
    },
    // A browser that has no room left, or none to give, still saves at the server.
    write: (unsaved) => {
      try {
        storage.setItem(key, JSON.stringify(unsaved));
      } catch {
        storage.removeItem(key);
      }
    },
    clear: () => storage.removeItem(key),
  };
}
