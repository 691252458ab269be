import type { Client, ClientWritableStream, Metadata, CallOptions as WireOptions } from '@grpc/grpc-js';
import { drained } from './back-pressure.ts';
import { CUT_OFF, serializeOrCutOff } from './cut-off.ts';
import type { MethodShape } from './definition.ts';
import { cancelledByCaller, deadlineExceeded, fromStatus } from './status.ts';

/** A server that does not read is not told for longer than this that an upload was given up; the call is cancelled. */
const GIVE_UP_MS = 1_000;

/** One call about to be made. */
export interface PreparedCall {
  readonly client: Client;
  readonly method: MethodShape;
  readonly metadata: Metadata;
  readonly wire: WireOptions;
  readonly signal: AbortSignal | undefined;
}

/** @throws ServiceError */
export async function callUnary(
  { client, method, metadata, wire, signal }: PreparedCall,
  request: unknown,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const { path, requestSerialize, responseDeserialize } = method;
  const call = client.makeUnaryRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request as never,
    metadata,
    wire,
    (error, response) => (error ? reject(fromStatus(error)) : resolve(response)),
  );
  using _ = onAbort(signal, () => call.cancel());
  return await promise;
}

/** Yields the responses. Always cancels in the end: a call merely left alone keeps the server's generator open for ever. */
export async function* callStream(
  { client, method, metadata, wire, signal }: PreparedCall,
  request: unknown,
): AsyncGenerator<unknown, void, void> {
  const { path, requestSerialize, responseDeserialize } = method;
  const call = client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request as never,
    metadata,
    wire,
  );
  // The cancelling below is itself reported as an error, when nobody iterates any more.
  call.on('error', () => undefined);
  using _ = onAbort(signal, () => call.cancel());
  try {
    for await (const response of call) yield response;
  } catch (error) {
    throw fromStatus(error);
  } finally {
    call.cancel();
  }
}

/**
 * Sends the requests at the pace at which the server takes them. An answer before their end stops them. However the call is
 * given up, the server learns that it was (see cut-off.ts), which is also why the deadline is kept here, not on the wire.
 *
 * @throws ServiceError; or what the requests themselves threw.
 */
export async function callUpload(
  { client, method, metadata, signal }: PreparedCall,
  requests: AsyncIterable<unknown> | Iterable<unknown>,
  deadlineMs: number,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const over = new AbortController();
  const serialize = serializeOrCutOff(method.requestSerialize);
  const call = client.makeClientStreamRequest(
    method.path,
    serialize,
    method.responseDeserialize,
    metadata,
    {},
    (error, response) => {
      if (error) reject(fromStatus(error));
      else resolve(response);
      over.abort();
    },
  );
  call.on('error', () => undefined);
  const giveUp = (reason: unknown) => {
    if (over.signal.aborted) return;
    reject(reason);
    over.abort();
    const cut = setTimeout(() => call.cancel(), GIVE_UP_MS).unref();
    call.write(CUT_OFF, () => {
      clearTimeout(cut);
      call.cancel();
    });
  };

  const deadline = setTimeout(() => giveUp(deadlineExceeded()), deadlineMs);
  using _ = onAbort(signal, () => giveUp(cancelledByCaller()));
  send(requests, call, over.signal).catch(giveUp);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
  }
}

async function send(
  requests: AsyncIterable<unknown> | Iterable<unknown>,
  call: ClientWritableStream<unknown>,
  over: AbortSignal,
): Promise<void> {
  for await (const request of requests) {
    if (over.aborted) return;
    if (!call.write(request)) await drained(call, over);
    if (over.aborted) return;
  }
  if (!over.aborted) call.end();
}

function onAbort(signal: AbortSignal | undefined, cancel: () => void): Disposable {
  signal?.addEventListener('abort', cancel);
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', cancel) };
}
