/** What became of a carried record, as far as the centre has heard; `sent` while it has heard nothing. */
export const TRANSFER_STATES = [
  'sent',
  'deferred',
  'recorded',
  'published',
  'refused',
  'given_back',
  'withdrawn',
] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];
