// A cancelled upload must never look complete. On the wire it does: when Node cancels an HTTP/2 stream it first ends it
// properly (END_STREAM) and only then resets it, in a later segment; and where a peer resets or its connection drops, grpc-js
// reports an ordinary end of the requests before it reports the cancellation. So (1) our client says it is giving up by a
// message that cannot be a request, ahead of the end; (2) the server, at an end, waits whether a reset follows.
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '../errors.ts';

/** What a client's stream carries in place of a request when it gives up. */
export const CUT_OFF = Symbol('upload cut off');

/** Not a protobuf message: field number 0 does not exist, so that other servers refuse it too. */
const CUT_OFF_BYTES = Buffer.from([0x00]);

/** How long after an orderly end a reset may still arrive, from peers that do not send `CUT_OFF`. */
const RESET_GRACE_MS = 50;

export function serializeOrCutOff(serialize: (value: never) => Buffer): (value: unknown) => Buffer {
  return (value) => (value === CUT_OFF ? CUT_OFF_BYTES : serialize(value as never));
}

export function deserializeOrCutOff(deserialize: (bytes: Buffer) => unknown): (bytes: Buffer) => unknown {
  return (bytes) => (CUT_OFF_BYTES.equals(bytes) ? CUT_OFF : deserialize(bytes));
}

/** The requests of a client stream, ending only if the client ended them; otherwise throws `aborted`, reason `cancelled`. */
export async function* wholeRequests(raw: AsyncIterable<unknown>, signal: AbortSignal): AsyncIterable<unknown> {
  try {
    for await (const request of raw) {
      if (request === CUT_OFF) throw cutOff();
      yield request;
    }
  } catch (cause) {
    throw signal.aborted ? signal.reason : cutOff(cause);
  }
  await delay(RESET_GRACE_MS, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}

function cutOff(cause?: unknown): ServiceError {
  return new ServiceError('aborted', '请求流在中途断开 (request stream was cut off)', { reason: 'cancelled', cause });
}
