import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Revised } from '../../../api/call.ts';
import { LOGIN_CHANNEL } from '../../../parts/plain-pages.tsx';
import { type Draft, readDraft, saveDraft, submitDraft } from '../draft.ts';
import { DraftKeeper, type KeptDraft } from './draft-keeper.ts';
import { unsavedCopyOf } from './unsaved-copy.ts';

/** Keeps what is typed into a draft as long as the page is open, and asks before it is left with something unsaved. */
export function useDraftKeeper(begun: Revised<Draft>, account: string): { keeper: DraftKeeper; kept: KeptDraft } {
  const [keeper] = useState(() => {
    const { draftId } = begun.data;
    const doors = {
      read: () => readDraft(draftId),
      save: (values: Parameters<typeof saveDraft>[1], etag: string) => saveDraft(draftId, values, etag),
      submit: (etag: string) => submitDraft(draftId, etag),
    };
    return new DraftKeeper(begun, doors, unsavedCopyOf(draftId, account));
  });
  const kept = useSyncExternalStore(keeper.subscribe, keeper.get);
  useEffect(() => {
    const channel = new BroadcastChannel(LOGIN_CHANNEL);
    channel.onmessage = () => keeper.retry();
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.get().saving !== 'saved') event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    keeper.retry();
    return () => {
      channel.close();
      removeEventListener('beforeunload', warn);
      // What was typed last goes on its way when the page is left for another one.
      keeper.retry();
      keeper.stop();
    };
  }, [keeper]);
  return { keeper, kept };
}
