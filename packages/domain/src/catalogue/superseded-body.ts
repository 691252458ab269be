import { REGISTRATION_ITEM } from '../registration/registration.ts';

/**
 * What becomes of a body that a later version of its record has replaced, by item of the catalogue (资源目录). The public sees
 * the current version only, and what nobody may see any more is not kept for ever either. Only what enterprises file
 * themselves is shown before and after a correction (Decree 654 §12); no such item is in the catalogue yet.
 */
export const SUPERSEDED_BODIES: Readonly<Record<string, SupersededBody>> = {
  [REGISTRATION_ITEM]: 'kept_for_taking_back',
};

/** `kept_for_taking_back`: shown nowhere, kept where it was collected so that a batch can be taken back, then erased. */
export type SupersededBody = 'kept_for_taking_back';
