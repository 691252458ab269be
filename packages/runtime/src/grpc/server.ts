import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import type { Health } from '../health.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { readServerTls, requireTlsBeyondLoopback, type TlsFiles } from '../tls.ts';
import { deserializeOrCutOff } from './cut-off.ts';
import { kindOf, type MethodShape, type ServiceShape } from './definition.ts';
import { createEdge, type Edge } from './edge.ts';
import { addHealthService, HEALTH_SERVICE } from './health-service.ts';
import { CLOSE_TIMEOUT_MS, KEEPALIVE, MESSAGE_LIMITS } from './limits.ts';
import type { HandlersOf, MethodHandler } from './method-handler.ts';
import { addReflection, defaultProtoRoot } from './reflection.ts';
import { serveClientStream, serveServerStream, serveUnary } from './serve.ts';

/** The gRPC edge of a service: add services, then listen. Health and reflection come with it and need no token. */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const server = new Server({ ...MESSAGE_LIMITS, ...KEEPALIVE });
  const edge = createEdge(options);
  const services: string[] = [];
  const cleanUp = new DisposableStack();

  const close = async () => {
    cleanUp.dispose();
    edge.endStreams();
    const cut = setTimeout(() => server.forceShutdown(), CLOSE_TIMEOUT_MS);
    // Only says that the server had not been started.
    await promisify(server.tryShutdown.bind(server))().catch(() => undefined);
    clearTimeout(cut);
  };
  return {
    addService: (definition, handlers) => {
      services.push(nameOf(definition));
      server.addService(toWire(definition), implement(edge, definition, handlers));
    },
    listen: async ({ host, port }) => {
      requireTlsBeyondLoopback(host, options);
      cleanUp.use(await addHealthService(server, options.health, services));
      addReflection(server, options.reflectionProtoRoot ?? defaultProtoRoot(), [...services, HEALTH_SERVICE]);
      const bind = promisify(server.bindAsync.bind(server));
      return {
        host,
        port: await bind(`${host.includes(':') ? `[${host}]` : host}:${port}`, credentialsOf(options.tls)),
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export interface GrpcServerOptions {
  service: string;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  verifier: TokenVerifier;
  /** The folder that holds `necips/`; default: that of `@necips/proto`. */
  reflectionProtoRoot?: string;
  tls?: TlsFiles;
  /** Allows plaintext on other than loopback, for a service behind something that ends TLS. */
  plaintextBeyondLoopback?: boolean;
}

export interface GrpcServer extends AsyncDisposable {
  /** Serves the methods that have a handler, the others answer UNIMPLEMENTED; a handler of the wrong kind fails at once. */
  addService<S extends ServiceShape>(definition: S, handlers: Partial<HandlersOf<S>>): void;
  /** Port 0 takes a free one; returns the port in use. */
  listen(address: { host: string; port: number }): Promise<{ host: string; port: number }>;
  /** Ends server streams with `unavailable`, reason `closing`; lets other calls finish (10 s at most). */
  close(): Promise<void>;
}

function implement<S extends ServiceShape>(
  edge: Edge,
  definition: S,
  handlers: Partial<HandlersOf<S>>,
): UntypedServiceImplementation {
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(definition)) {
    const handler: MethodHandler<never, unknown> | undefined = handlers[name];
    if (handler) implementation[name] = serve(edge, method, handler);
  }
  return implementation;
}

function serve(edge: Edge, method: MethodShape, handler: MethodHandler<never, unknown>): UntypedHandleCall {
  const kind = kindOf(method);
  assert.equal(handler.kind, kind, `${method.path} is a ${kind} method`);
  switch (kind) {
    case 'unary':
      return serveUnary(edge, method.path, handler);
    case 'client stream':
      return serveClientStream(edge, method.path, handler);
    case 'server stream':
      return serveServerStream(edge, method.path, handler);
    default:
      throw new Error(kind satisfies never);
  }
}

/** The definition as grpc-js wants it; client streams may also say that they were cut off. */
function toWire(definition: ServiceShape): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    if (kindOf(method) !== 'client stream') return [name, method];
    return [name, { ...method, requestDeserialize: deserializeOrCutOff(method.requestDeserialize) }];
  });
  return Object.fromEntries(methods) as ServiceDefinition;
}

/** `/necips.feed.v1.FeedService/Follow` → `necips.feed.v1.FeedService`. */
function nameOf(definition: ServiceShape): string {
  const path = Object.values(definition)[0]?.path ?? '';
  return path.split('/')[1] ?? '';
}

function credentialsOf(tls: TlsFiles | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const { key, cert, ca } = readServerTls(tls);
  return ServerCredentials.createSsl(ca ?? null, [{ private_key: key, cert_chain: cert }], ca !== undefined);
}
