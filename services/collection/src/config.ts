import { tmpdir } from 'node:os';
import {
  type ConfigOf,
  type Environment,
  integer,
  kafkaSettings,
  keyFile,
  list,
  optionalSecret,
  optionalText,
  readConfig,
  recordServiceSettings,
  text,
} from '@necips/runtime';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Reads the settings of the collection service. Throws a ConfigError that lists every fault. */
export function readCollectionConfig(env: Environment): CollectionConfig {
  return readConfig(env, SHAPE);
}

const SHAPE = {
  /** Six-digit code of the province node (GB/T 2260). */
  node: text('COLLECTION_NODE', { pattern: /^\d{6}$/ }),
  ...recordServiceSettings('COLLECTION'),
  /** Folder in which workbooks are put aside while they are read, encrypted and without a name; it needs room for each upload. */
  spoolDirectory: text('COLLECTION_SPOOL_DIRECTORY', { default: tmpdir() }),
  audience: text('COLLECTION_AUDIENCE', { default: 'necips-api' }),
  /**
   * The key under which identities of withdrawn records are hashed. It never leaves the node; without it, or with another one,
   * what the law has ended would be published again.
   */
  tombstoneKey: keyFile('COLLECTION_TOMBSTONE_KEY_FILE', { bytes: 32 }),
  /**
   * The key under which is sealed what never leaves the node (ID numbers), in records and stored uploads. Without it they cannot be read
   * again.
   */
  sealingKey: keyFile('COLLECTION_SEALING_KEY_FILE', { bytes: 32 }),
  /** This node's publication, from which a restored node gets back what it had published; all of it or none. */
  publication: {
    /** `host:port` of its gRPC. */
    address: optionalText('COLLECTION_PUBLICATION_ADDRESS'),
    /** PEM file of the authority of its certificate; plaintext without it. */
    caFile: optionalText('COLLECTION_PUBLICATION_CA_FILE'),
    tokenUrl: optionalText('COLLECTION_PUBLICATION_TOKEN_URL'),
    clientId: optionalText('COLLECTION_PUBLICATION_CLIENT_ID'),
    clientSecret: optionalSecret('COLLECTION_PUBLICATION_CLIENT_SECRET'),
  },
  /** The service's account that makes and ends accounts of departments in the realm; without it nobody is onboarded. */
  identity: {
    clientId: optionalText('COLLECTION_IDENTITY_CLIENT_ID'),
    clientSecret: optionalSecret('COLLECTION_IDENTITY_CLIENT_SECRET'),
  },
  /**
   * The federation's Kafka, by which the centre's catalogue and other provinces' records come. Without it the node works by what it has
   * stored.
   */
  kafka: kafkaSettings('COLLECTION', { default: [] }),
  /** Verifier key of the centre, pinned when the node joined, or its file; without it nothing is believed to be the centre's. */
  centreKey: optionalSecret('COLLECTION_CENTRE_KEY'),
  /** Sources of pull connectors (数据库对接). */
  sources: {
    /** `host:port` of the departments' databases that may be pulled from; without any there are no connectors. */
    hosts: list('COLLECTION_CONNECTOR_HOSTS', { default: [], pattern: /^[A-Za-z0-9._:-]+:\d{1,5}$/ }),
    /** PEM file of the authority of their certificates; without it, those that the system trusts, and plaintext on this machine. */
    caFile: optionalText('COLLECTION_CONNECTOR_CA_FILE'),
  },
  /** ISO date; a USCC with a bad check character is a finding if the subject is older, else an error. */
  checkSwitchDate: text('COLLECTION_CHECK_SWITCH_DATE', { pattern: /^\d{4}-\d{2}-\d{2}$/, default: '2015-10-01' }),
  limits: {
    /** Bytes of a request body as sent. */
    bodyBytesMax: integer('COLLECTION_BODY_BYTES_MAX', { min: 1, default: 4 * GIB }),
    /** Bytes of a file after decompression. */
    contentBytesMax: integer('COLLECTION_CONTENT_BYTES_MAX', { min: 1, default: 20 * GIB }),
    /** How many times its size a gzip file or a workbook may grow, once it has grown past 64 MiB. Real files grow 4 to 10 times. */
    expansionRatioMax: integer('COLLECTION_EXPANSION_RATIO_MAX', { min: 1, default: 200 }),
    /** Bytes of an XLSX workbook, after gzip if it was sent so. */
    workbookBytesMax: integer('COLLECTION_WORKBOOK_BYTES_MAX', { min: KIB, default: 300 * MIB }),
    /** Bytes of the parts of a workbook that are read, inflated. A sheet of a million rows has some 2 GiB. */
    workbookInflatedBytesMax: integer('COLLECTION_WORKBOOK_INFLATED_BYTES_MAX', { min: KIB, default: 8 * GIB }),
    /** Bytes of one row; a longer one is rejected. */
    rowBytesMax: integer('COLLECTION_ROW_BYTES_MAX', { min: KIB, max: 16 * MIB, default: MIB }),
    /** Bytes of the header row. */
    headerBytesMax: integer('COLLECTION_HEADER_BYTES_MAX', { min: KIB, max: MIB, default: 64 * KIB }),
    /** Rows of one file. The door keeps four bytes of memory for each. */
    rowsMax: integer('COLLECTION_ROWS_MAX', { min: 1, max: 100_000_000, default: 20_000_000 }),
    /** Business keys that may occur more than once in one file. */
    repeatedKeysMax: integer('COLLECTION_REPEATED_KEYS_MAX', { min: 0, default: 1_000_000 }),
    /** Rows of one file with a quote that never closes. Each costs a second look at up to `rowBytesMax` bytes. */
    unclosedQuotesMax: integer('COLLECTION_UNCLOSED_QUOTES_MAX', { min: 0, default: 100 }),
    /** Single records that wait to be recorded at one time. */
    recordsWaitingMax: integer('COLLECTION_RECORDS_WAITING_MAX', { min: 1, default: 10_000 }),
    /** Bytes of both parts of a record that is sent to another province; the centre carries no larger ones. */
    transferBytesMax: integer('COLLECTION_TRANSFER_BYTES_MAX', { min: KIB, max: MIB, default: 900_000 }),
    /** Records sent to one province that have no final answer yet; further ones wait for theirs in the queue. */
    transfersWaitingMax: integer('COLLECTION_TRANSFERS_WAITING_MAX', { min: 1, default: 100_000 }),
    /** Drafts of online entry that one account may have at one time; those that were handed in do not count. */
    draftsMax: integer('COLLECTION_DRAFTS_MAX', { min: 1, max: 10_000, default: 100 }),
    /** Bytes of a draft of online entry as it is sent. It is to be no more than `rowBytesMax`, beyond which no record is recorded. */
    draftBytesMax: integer('COLLECTION_DRAFT_BYTES_MAX', { min: KIB, max: MIB, default: 256 * KIB }),
    /** Days after its last change that a draft of online entry is kept, in whatever state. */
    draftKeepDays: integer('COLLECTION_DRAFT_KEEP_DAYS', { min: 1, default: 30 }),
    /** Pull connectors of the node. */
    connectorsMax: integer('COLLECTION_CONNECTORS_MAX', { min: 0, max: 10_000, default: 200 }),
    /** Time that one statement may take at a department's database. */
    connectorStatementMs: integer('COLLECTION_CONNECTOR_STATEMENT_MS', { min: 100, max: 600_000, default: 30_000 }),
    /** Bytes that a department's database may send for one statement. */
    connectorBytesMax: integer('COLLECTION_CONNECTOR_BYTES_MAX', { min: KIB, max: GIB, default: 64 * MIB }),
    /** Pause after a pull that failed; it doubles with every further one, up to an hour. */
    connectorRetryMs: integer('COLLECTION_CONNECTOR_RETRY_MS', { min: 100, max: 3_600_000, default: 60_000 }),
    /** Uploads at one time. */
    uploadsMax: integer('COLLECTION_UPLOADS_MAX', { min: 1, max: 1_000, default: 16 }),
    /** Bytes of a stored piece of an upload before compression. */
    chunkBytes: integer('COLLECTION_CHUNK_BYTES', { min: KIB, max: 8 * MIB, default: 256 * KIB }),
    /** Rows recorded in one transaction. */
    blockRows: integer('COLLECTION_BLOCK_ROWS', { min: 1, max: 5_000, default: 1_000 }),
    /** Times that a block is tried before its submission is set aside as failed. Faults of PostgreSQL do not count. */
    blockAttemptsMax: integer('COLLECTION_BLOCK_ATTEMPTS_MAX', { min: 1, default: 5 }),
    /** An upload whose process has not said for so long that it lives is incomplete. */
    receiveLeaseMs: integer('COLLECTION_RECEIVE_LEASE_MS', { min: 100, default: 60_000 }),
    /** Days that an upload is kept after its submission has ended. */
    uploadKeepDays: integer('COLLECTION_UPLOAD_KEEP_DAYS', { min: 0, default: 30 }),
    /** Days that what a dry run has told is kept. Its upload is deleted as soon as it has ended. */
    dryRunKeepDays: integer('COLLECTION_DRY_RUN_KEEP_DAYS', { min: 0, default: 7 }),
    /** Days that a row which was given back to its department (退回) is kept in the queue, for the department to see. */
    returnedKeepDays: integer('COLLECTION_RETURNED_KEEP_DAYS', { min: 0, default: 30 }),
    /** Days that a content is kept for taking back after a later version has replaced it. */
    supersededKeepDays: integer('COLLECTION_SUPERSEDED_KEEP_DAYS', { min: 0, default: 30 }),
    /** Days after which a withdrawn record that is hidden is known by its tombstone only. */
    withdrawalDetailDays: integer('COLLECTION_WITHDRAWAL_DETAIL_DAYS', { min: 0, default: 30 }),
    /** Days after which it is forgotten what became of a record of another province, or sent to one, that was refused or that a newer version replaced. */
    transferKeepDays: integer('COLLECTION_TRANSFER_KEEP_DAYS', { min: 1, default: 365 }),
    /** Between two searches for what has had its time, so the longest that a withdrawn row stays in a stored upload. */
    erasurePeriodMs: integer('COLLECTION_ERASURE_PERIOD_MS', { min: 100, default: 3_600_000 }),
    /** Hours after which a table is rewritten out of which content was deleted. Readers wait meanwhile. */
    rewriteAfterHours: integer('COLLECTION_REWRITE_AFTER_HOURS', { min: 0, default: 24 }),
    /** Records that one withdrawal may name; a whole batch has no such limit. They are withdrawn in one transaction. */
    withdrawalRecordsMax: integer('COLLECTION_WITHDRAWAL_RECORDS_MAX', { min: 1, max: 10_000, default: 1_000 }),
    /** How long the answer to a withdrawal waits until nothing is shown any more. */
    withdrawalWaitMs: integer('COLLECTION_WITHDRAWAL_WAIT_MS', { min: 0, max: 60_000, default: 5_000 }),
    /** How long a claim (认领) waits for the directory to see what was registered before it. */
    directoryWaitMs: integer('COLLECTION_DIRECTORY_WAIT_MS', { min: 0, max: 60_000, default: 10_000 }),
    /** Bytes of one feed message; gRPC's own limit is 4 MiB. */
    feedBatchBytesMax: integer('COLLECTION_FEED_BATCH_BYTES_MAX', { min: KIB, max: 3 * MIB, default: 3 * MIB }),
  },
};

export type CollectionConfig = ConfigOf<typeof SHAPE>;

/** The named limits of intake and processing. */
export type Limits = CollectionConfig['limits'];
