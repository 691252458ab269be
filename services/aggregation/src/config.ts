import {
  type ConfigOf,
  type Environment,
  integer,
  kafkaSettings,
  optionalText,
  readConfig,
  recordServiceSettings,
  text,
} from '@necips/runtime';

const SHAPE = {
  ...recordServiceSettings('AGGREGATION'),
  /** What was withdrawn is gone from the files of the database this long after, and the time that rewriting takes. */
  erasureAfterMs: integer('AGGREGATION_ERASURE_AFTER_MS', { min: 100, max: 31 * 86_400_000, default: 6 * 3_600_000 }),
  /** Private note signer key of the centre, made by its enrolment; without it receipts and proofs are not cosigned. */
  keyFile: optionalText('AGGREGATION_KEY_FILE'),
  kafka: {
    ...kafkaSettings('AGGREGATION'),
    /** Bytes, compressed, fetched of a province at a time. */
    fetchBytesMax: integer('AGGREGATION_FETCH_BYTES_MAX', { min: 65_536, max: 16_777_216, default: 1_048_576 }),
  },
  repair: {
    /** JSON `{"330000": "secret"}`: the secret of `clientId` in each province's realm. Read again whenever it is needed. */
    secretsFile: text('AGGREGATION_REPAIR_SECRETS_FILE'),
    clientId: text('AGGREGATION_REPAIR_CLIENT_ID', { default: 'svc-centre' }),
    /** PEM file of the authority of the provinces' gRPC certificates; plaintext without it. */
    caFile: optionalText('AGGREGATION_REPAIR_CA_FILE'),
    /** Leaves asked for at a time; about as many wait in memory when the province is faster than the database. */
    leavesMax: integer('AGGREGATION_REPAIR_LEAVES_MAX', { min: 1, max: 1_000_000, default: 8_000 }),
    /** A stream on which nothing comes for this long is given up. */
    idleMs: integer('AGGREGATION_REPAIR_IDLE_MS', { min: 100, max: 600_000, default: 30_000 }),
    /** A bulk read gives its place to the next after this long, however little came. */
    turnMs: integer('AGGREGATION_REPAIR_TURN_MS', { min: 100, max: 600_000, default: 60_000 }),
    /** Bulk reads under way at once, of all provinces. */
    atOnce: integer('AGGREGATION_REPAIRS_AT_ONCE', { min: 1, max: 32, default: 2 }),
  },
  pace: {
    /** How often the table of enrolled provinces is read again. */
    nodesPollMs: integer('AGGREGATION_NODES_POLL_MS', { min: 100, max: 600_000, default: 3_000 }),
    /** How often a province's public checkpoint is pulled. */
    checkpointIntervalMs: integer('AGGREGATION_CHECKPOINT_INTERVAL_MS', { min: 50, max: 3_600_000, default: 5_000 }),
    /** How often a province is asked what it has withdrawn beyond what is verified. */
    withdrawalIntervalMs: integer('AGGREGATION_WITHDRAWAL_INTERVAL_MS', { min: 50, max: 60_000, default: 1_000 }),
    /** A province that is ahead, while nothing was applied for this long, is read in bulk. */
    catchUpAfterMs: integer('AGGREGATION_CATCH_UP_AFTER_MS', { min: 0, max: 3_600_000, default: 10_000 }),
    /** Something waits, and nothing was applied for this long: the province is stalled, and followed anew. */
    stallAfterMs: integer('AGGREGATION_STALL_AFTER_MS', { min: 200, max: 86_400_000, default: 60_000 }),
    /** Without message and checkpoint for this long a province counts as silent. */
    silentAfterMs: integer('AGGREGATION_SILENT_AFTER_MS', { min: 1_000, max: 86_400_000, default: 60_000 }),
    /** Between two receipts to one province; the latest one counts. */
    receiptIntervalMs: integer('AGGREGATION_RECEIPT_INTERVAL_MS', { min: 0, max: 60_000, default: 200 }),
  },
  latency: {
    /** Roll-up latency is summed up and kept for each interval of this length. */
    intervalMs: integer('AGGREGATION_LATENCY_INTERVAL_MS', { min: 100, max: 3_600_000, default: 60_000 }),
    /** And is forgotten after this long: a row of some 50 bytes an interval and province. */
    keepMs: integer('AGGREGATION_LATENCY_KEEP_MS', {
      min: 1_000,
      max: 366 * 86_400_000,
      default: 14 * 86_400_000,
    }),
  },
  patrol: {
    /** Leaves of a province looked at in a second; 0 is as fast as it goes. */
    leavesPerSecond: integer('AGGREGATION_PATROL_LEAVES_PER_SECOND', { min: 0, max: 1_000_000, default: 500 }),
    /** Between the end of a round and the beginning of the next. */
    roundPauseMs: integer('AGGREGATION_PATROL_ROUND_PAUSE_MS', { min: 0, max: 86_400_000, default: 10_000 }),
    /** Database connections of the patrols of all provinces. */
    connectionsMax: integer('AGGREGATION_PATROL_DATABASE_CONNECTIONS', { min: 1, max: 32, default: 3 }),
  },
  limits: {
    /** Leaves applied in one transaction, unless one batch alone has more. */
    transactionLeavesMax: integer('AGGREGATION_TRANSACTION_LEAVES_MAX', { min: 1, max: 20_000, default: 1_000 }),
    /** Leaves of one batch. */
    batchLeavesMax: integer('AGGREGATION_BATCH_LEAVES_MAX', { min: 1, max: 20_000, default: 5_000 }),
    /** Bytes of one message. */
    messageBytesMax: integer('AGGREGATION_MESSAGE_BYTES_MAX', { min: 1_024, max: 67_108_864, default: 8_388_608 }),
    /** Bytes kept of a message in quarantine. */
    quarantineBytesMax: integer('AGGREGATION_QUARANTINE_BYTES_MAX', { min: 0, max: 8_388_608, default: 65_536 }),
    /** Messages kept in quarantine for each province, the newest. */
    quarantineMessagesMax: integer('AGGREGATION_QUARANTINE_MESSAGES_MAX', { min: 1, max: 100_000, default: 1_000 }),
    /** A message goes from quarantine after this long, whatever it holds. */
    quarantineKeepMs: integer('AGGREGATION_QUARANTINE_KEEP_MS', {
      min: 1_000,
      max: 365 * 86_400_000,
      default: 7 * 86_400_000,
    }),
    /** Bytes of a record that is carried from one province to another; Kafka's own limit of a message is 1 MiB. */
    transferBytesMax: integer('AGGREGATION_TRANSFER_BYTES_MAX', { min: 1_024, max: 8_388_608, default: 900_000 }),
    /** Records that wait for one province; further ones are to be sent again later. */
    transfersWaitingMax: integer('AGGREGATION_TRANSFERS_WAITING_MAX', { min: 1, max: 10_000_000, default: 100_000 }),
    /** The journal forgets a record that was carried this long after it came or was answered for the last time. */
    transferKeepMs: integer('AGGREGATION_TRANSFER_KEEP_MS', {
      min: 1_000,
      max: 10 * 365 * 86_400_000,
      default: 365 * 86_400_000,
    }),
    /** Database connections for applying and for public reading, each. */
    connectionsMax: integer('AGGREGATION_DATABASE_CONNECTIONS', { min: 2, max: 100, default: 8 }),
  },
};

/** Everything that an aggregation service is told. Throws ConfigError with all faults together. */
export function readAggregationConfig(env: Environment): AggregationConfig {
  return readConfig(env, SHAPE);
}

export type AggregationConfig = ConfigOf<typeof SHAPE>;
