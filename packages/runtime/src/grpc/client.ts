import { Client, credentials, Metadata, type CallOptions as WireOptions } from '@grpc/grpc-js';
import type { TokenSource } from '../auth/token-source.ts';
import { isServiceError } from '../errors.ts';
import { currentTraceparent, withSpan } from '../telemetry/index.ts';
import { readTls, requireTlsBeyondLoopback, type TlsFiles } from '../tls.ts';
import { callStream, callUnary, callUpload } from './client-calls.ts';
import type { MethodName, MethodShape, RequestOf, ResponseOf, ServiceShape } from './definition.ts';
import { KEEPALIVE, MESSAGE_LIMITS, RECONNECT, UNARY_DEADLINE_MS, UPLOAD_DEADLINE_MS } from './limits.ts';
import { cancelledByCaller } from './status.ts';

/**
 * A client of one service at one address. It connects at the first call and again whenever the peer is back. Every failure
 * is a `ServiceError` as the server raised it, `unavailable` or `timeout` where there was no answer, and `aborted`, reason
 * `cancelled`, when the caller's own signal ended the call.
 */
export function createGrpcClient<S extends ServiceShape>(definition: S, options: GrpcClientOptions): GrpcClient<S> {
  requireTlsBeyondLoopback(hostOf(options.address), options);
  const channelOptions = { ...MESSAGE_LIMITS, ...KEEPALIVE, ...RECONNECT };
  const client = new Client(options.address, credentialsOf(options.tls), channelOptions);
  const close = () => client.close();

  async function prepare(method: MethodShape, call: CallOptions, deadlineMs: number | undefined) {
    if (call.signal?.aborted) throw cancelledByCaller();
    const metadata = new Metadata();
    if (options.token) metadata.set('authorization', `Bearer ${await options.token.token()}`);
    const traceparent = currentTraceparent();
    if (traceparent !== undefined) metadata.set('traceparent', traceparent);
    const durationMs = call.deadlineMs ?? deadlineMs;
    const wire: WireOptions = durationMs === undefined ? {} : { deadline: Date.now() + durationMs };
    return { client, method, metadata, wire, signal: call.signal };
  }

  /** A token may have expired, or its key may be gone from the realm: then the next call fetches a new one. */
  function noteRefusal(error: unknown): never {
    if (isServiceError(error, 'unauthenticated')) options.token?.invalidate?.();
    throw error;
  }

  return {
    unary: (name, request, call = {}) => {
      const method = methodOf(definition, name);
      const work = async () => callUnary(await prepare(method, call, options.deadlineMs ?? UNARY_DEADLINE_MS), request);
      return withSpan(method.path, work, { kind: 'client' }).catch(noteRefusal) as Promise<ResponseOf<S[typeof name]>>;
    },
    stream: async function* (name, request, call = {}) {
      try {
        const responses = callStream(await prepare(methodOf(definition, name), call, undefined), request);
        yield* responses as AsyncIterable<ResponseOf<S[typeof name]>>;
      } catch (error) {
        noteRefusal(error);
      }
    },
    upload: (name, requests, call = {}) => {
      const method = methodOf(definition, name);
      const deadlineMs = call.deadlineMs ?? UPLOAD_DEADLINE_MS;
      const work = async () => callUpload(await prepare(method, call, undefined), requests, deadlineMs);
      return withSpan(method.path, work, { kind: 'client' }).catch(noteRefusal) as Promise<ResponseOf<S[typeof name]>>;
    },
    close,
    [Symbol.dispose]: close,
  };
}

export interface GrpcClientOptions {
  /** `host:port`. */
  address: string;
  token?: TokenSource;
  tls?: TlsFiles;
  /** Allows plaintext to other than loopback, where something on the way adds TLS. */
  plaintextBeyondLoopback?: boolean;
  /** Of unary calls; default 10 s. Streams have none, uploads an hour, unless given with the call. */
  deadlineMs?: number;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  deadlineMs?: number;
}

export interface GrpcClient<S> extends Disposable {
  /** Calls a unary method. */
  unary<K extends MethodName<S>>(name: K, request: RequestOf<S[K]>, options?: CallOptions): Promise<ResponseOf<S[K]>>;
  /** Calls a server stream. Leaving the loop, by `break` too, cancels the call. */
  stream<K extends MethodName<S>>(
    name: K,
    request: RequestOf<S[K]>,
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<S[K]>, void, void>;
  /** Calls a client stream. If `requests` throws, the call is cancelled (the server sees it cut off) and that is rethrown. */
  upload<K extends MethodName<S>>(
    name: K,
    requests: AsyncIterable<RequestOf<S[K]>> | Iterable<RequestOf<S[K]>>,
    options?: CallOptions,
  ): Promise<ResponseOf<S[K]>>;
  close(): void;
}

function methodOf(definition: ServiceShape, name: string): MethodShape {
  const method = definition[name];
  if (!method) throw new Error(`no method ${name}`);
  return method;
}

/** `localhost:50051` → `localhost`, `[::1]:50051` → `[::1]`. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

function credentialsOf(tls: TlsFiles | undefined) {
  if (!tls) return credentials.createInsecure();
  const { key, cert, ca } = readTls(tls);
  return credentials.createSsl(ca ?? null, key ?? null, cert ?? null);
}
