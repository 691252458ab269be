import type { Access } from '../auth/access.ts';
import type { Caller } from '../auth/caller.ts';
import type { MethodKind, RequestOf, ResponseOf, ServiceShape } from './definition.ts';

/** A method that takes one request and gives one response. */
export function unary<Q, R>(access: Access, handle: (request: Q, call: Call) => Promise<R>): MethodHandler<Q, R> {
  return { kind: 'unary', access, handle };
}

/**
 * A method that takes a stream of requests, at the pace at which `handle` reads them. Iterating throws `aborted`, reason
 * `cancelled`, when the client goes away before it has ended the stream, so a cut-off stream never looks complete.
 */
export function clientStream<Q, R>(
  access: Access,
  handle: (requests: AsyncIterable<Q>, call: Call) => Promise<R>,
): MethodHandler<Q, R> {
  return { kind: 'client stream', access, handle };
}

/**
 * A method that gives a stream of responses, at the pace at which the client reads them. When the client goes away, the
 * caller's token expires or the server closes, `call.signal` aborts; the generator's `finally` runs as soon as it yields or
 * what it waits for gives up, so wait with the signal. A client whose token expired is told so and resumes with a new one.
 */
export function serverStream<Q, R>(
  access: Access,
  handle: (request: Q, call: Call) => AsyncIterable<R>,
): MethodHandler<Q, R> {
  return { kind: 'server stream', access, handle };
}

/** What a handler knows of its call besides the request. */
export interface Call {
  /** Who calls; on a protected method only. */
  readonly caller: Caller;
  /** Aborts when nobody waits for the answer any more, with the `ServiceError` as reason. */
  readonly signal: AbortSignal;
  /** What the client sent along, keys in lower case; `-bin` keys hold bytes. */
  readonly metadata: Readonly<Record<string, string | Buffer>>;
  /** When the client gives up, in milliseconds since the epoch; `Infinity` if never. */
  readonly deadline: number;
}

/** How a method is served; made by `unary`, `clientStream` and `serverStream`. */
export interface MethodHandler<Q, R> {
  readonly kind: MethodKind;
  readonly access: Access;
  readonly handle: (input: never, call: Call) => unknown;
  /** Never there: carries the message types for the compiler. */
  readonly messages?: (request: Q) => R;
}

/** The handlers of a whole service; each method of the definition must have one. */
export type HandlersOf<S extends ServiceShape> = { readonly [K in keyof S]: Rpc<S, K> };

/** The handler of one method: `Rpc<typeof SubmissionService, 'getSubmission'>`. */
export type Rpc<S extends ServiceShape, K extends keyof S> = MethodHandler<RequestOf<S[K]>, ResponseOf<S[K]>>;
