import {
  type ConfigOf,
  type Environment,
  integer,
  kafkaSettings,
  optionalSecret,
  optionalText,
  readConfig,
  recordServiceSettings,
  secret,
  text,
} from '@necips/runtime';

const SHAPE = {
  /** Publishing node, six digits. */
  node: text('PUBLICATION_NODE', { pattern: /^\d{6}$/ }),
  ...recordServiceSettings('PUBLICATION'),
  /** What was withdrawn is gone from the files of the database this long after, and the time that rewriting takes. */
  erasureAfterMs: integer('PUBLICATION_ERASURE_AFTER_MS', { min: 100, max: 31 * 86_400_000, default: 6 * 3_600_000 }),
  collection: {
    /** `host:port` of collection's gRPC. */
    address: text('PUBLICATION_COLLECTION_ADDRESS'),
    /** PEM file of the authority of its certificate; plaintext without it. */
    caFile: optionalText('PUBLICATION_COLLECTION_CA_FILE'),
    tokenUrl: text('PUBLICATION_TOKEN_URL'),
    clientId: text('PUBLICATION_CLIENT_ID'),
    clientSecret: secret('PUBLICATION_CLIENT_SECRET'),
  },
  log: {
    /** Name of the log and of its key. */
    origin: text('PUBLICATION_LOG_ORIGIN'),
    /** Private note signer key, made by the enrolment. */
    keyFile: text('PUBLICATION_LOG_KEY_FILE'),
    /** Where the key that is to follow is placed; beside the one in use unless it is said. */
    nextKeyFile: optionalText('PUBLICATION_LOG_NEXT_KEY_FILE'),
    /** Where the signed size and root are fsynced; not on the database's disk. Its folder must exist. */
    stateFile: text('PUBLICATION_LOG_STATE_FILE'),
    /** Leaves of a signed batch at most. */
    batchLeavesMax: integer('PUBLICATION_BATCH_LEAVES_MAX', { min: 1, max: 2_000, default: 1_000 }),
    /** Content bytes of a signed batch at most, unless one record alone has more: a batch is one Kafka message. */
    batchBytesMax: integer('PUBLICATION_BATCH_BYTES_MAX', { min: 1, max: 4_194_304, default: 2_097_152 }),
  },
  patrol: {
    /** Leaves looked at in a second; 0 is as fast as it goes. */
    leavesPerSecond: integer('PUBLICATION_PATROL_LEAVES_PER_SECOND', { min: 0, max: 1_000_000, default: 500 }),
    /** Between the end of a round and the beginning of the next. */
    roundPauseMs: integer('PUBLICATION_PATROL_ROUND_PAUSE_MS', { min: 0, max: 86_400_000, default: 10_000 }),
  },
  /** The centre's own copy of this log, from which a restored node refills; all of it or none. */
  centre: {
    /** `host:port` of the centre's gRPC. */
    address: optionalText('PUBLICATION_CENTRE_ADDRESS'),
    /** PEM file of the authority of its certificate; plaintext without it. */
    caFile: optionalText('PUBLICATION_CENTRE_CA_FILE'),
    tokenUrl: optionalText('PUBLICATION_CENTRE_TOKEN_URL'),
    clientId: optionalText('PUBLICATION_CENTRE_CLIENT_ID'),
    clientSecret: optionalSecret('PUBLICATION_CENTRE_CLIENT_SECRET'),
  },
  kafka: {
    ...kafkaSettings('PUBLICATION'),
    /** Without anything to relay for this long, a heartbeat is sent. */
    heartbeatIntervalMs: integer('PUBLICATION_HEARTBEAT_INTERVAL_MS', { min: 50, max: 3_600_000, default: 60_000 }),
  },
};

/** Everything that a publication service is told. Throws ConfigError with all faults together. */
export function readPublicationConfig(env: Environment): PublicationConfig {
  return readConfig(env, SHAPE);
}

export type PublicationConfig = ConfigOf<typeof SHAPE>;
