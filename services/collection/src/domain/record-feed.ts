/** The feed of record versions, by which publication follows this service. */
export const RECORD_FEED = 'collection.record_version';

/** PostgreSQL's channel on which it is hinted that a withdrawal may be hidden by now. */
export const HIDDEN_CHANNEL = 'collection_withdrawal_hidden';
