/** Largest single message in either direction. Bigger things travel as streams. */
export const MESSAGE_BYTES_MAX = 8 * 1_048_576;
/** The server ends a unary call after this, whatever deadline the client gave. */
export const UNARY_DURATION_MAX_MS = 30_000;
/** A client's unary call without a deadline of its own. */
export const UNARY_DEADLINE_MS = 10_000;
/** A client's upload without a deadline of its own: a whole batch of a department. */
export const UPLOAD_DEADLINE_MS = 3_600_000;
/** Running calls get this long when a server closes. */
export const CLOSE_TIMEOUT_MS = 10_000;

/** A peer that is gone without a word is noticed within 40 s, also while nothing is being sent. */
export const KEEPALIVE = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
} as const;

/**
 * A peer that comes back is found again within seconds. What a call keeps for grpc-js's own retries is small: by default an
 * upload would run a whole MiB ahead of a server that does not read.
 */
export const RECONNECT = {
  'grpc.per_rpc_retry_buffer_size': 65_536,
  'grpc.initial_reconnect_backoff_ms': 250,
  'grpc.max_reconnect_backoff_ms': 5_000,
} as const;

export const MESSAGE_LIMITS = {
  'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
  'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
} as const;
