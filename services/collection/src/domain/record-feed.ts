/** The feed of record versions, by which publication follows this service. */
export const RECORD_FEED = 'collection.record_version';
