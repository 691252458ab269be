import assert from 'node:assert/strict';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { ServiceError } from '../errors.ts';
import type { Health } from '../health.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { readServerTls, requireTlsBeyondLoopback, type TlsFiles } from '../tls.ts';
import { guardRoutes } from './access.ts';
import { answerError, pathOf } from './answer-error.ts';
import { addBuiltInRoutes } from './built-in-routes.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { describeRoutes, type OpenapiInfo } from './openapi.ts';
import { answerProtocolError } from './protocol-errors.ts';
import { createRateLimit, DEFAULT_RATE_LIMIT, limitRoutes, type RateLimit } from './rate-limit.ts';
import { acceptStream } from './stream-body.ts';
import { traceRoutes } from './trace-routes.ts';
import { createValidatorCompiler, refuseUnknownQueries } from './validation.ts';

/** Largest JSON body unless a service says otherwise. Streamed bodies are the handler's to limit. */
const JSON_BODY_BYTES_MAX = 1_048_576;
/** Longest parameter in a path as it is sent: an identity of 400 characters, each of them escaped. */
const PARAMETER_CHARACTERS_MAX = 1_200;
/** A connection on which nothing moves for this long is closed. */
const CONNECTION_IDLE_MS = 120_000;
/** When closing, requests still running after this are cut off. */
const CLOSE_TIMEOUT_MS = 10_000;

/**
 * The HTTP edge of a service. Register routes on `app`, each with `config: { access }`. Answers problems (RFC 9457) to
 * whatever goes wrong, serves health, metrics and the OpenAPI document, and checks tokens before a body is read.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = createApp(options);
  const limit = createRateLimit(options.rateLimit ?? DEFAULT_RATE_LIMIT);
  app.setValidatorCompiler(createValidatorCompiler());
  app.setErrorHandler(answerError);
  app.setNotFoundHandler({ preHandler: limit }, (request) => {
    throw new ServiceError('not_found', `没有此资源 (nothing at ${pathOf(request)})`, { reason: 'no_such_route' });
  });
  app.addHook('onResponse', createHttpMetrics(options.metrics));
  refuseUnknownQueries(app);
  guardRoutes(app, options.verifier);
  traceRoutes(app);
  await describeRoutes(app, options.openapi);
  addBuiltInRoutes(app, options);
  limitRoutes(app, limit);

  const close = async () => {
    const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS);
    await app.close();
    clearTimeout(cut);
  };
  return {
    app,
    acceptStream: (mediaTypes) => acceptStream(app, mediaTypes),
    listen: async ({ host, port }) => {
      requireTlsBeyondLoopback(host, options);
      await app.listen({ host, port });
      return { host, port: portOf(app) };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export interface HttpServerOptions {
  service: string;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  verifier: TokenVerifier;
  openapi: OpenapiInfo;
  rateLimit?: RateLimit;
  /** Largest JSON body in bytes; default 1 MiB. */
  bodyBytesMax?: number;
  tls?: TlsFiles;
  /** Allows plain HTTP on other than loopback, for a service behind something that ends TLS. */
  plaintextBeyondLoopback?: boolean;
  /** Addresses of proxies whose X-Forwarded-For names the client; without it the rate limit counts the peer. */
  trustProxy?: string[];
}

export interface HttpServer extends AsyncDisposable {
  readonly app: HttpApp;
  /** Lets bodies of these media types arrive as a stream; see `acceptStream` in stream-body.ts. */
  acceptStream(mediaTypes: string[]): void;
  /** Port 0 takes a free one; returns the port in use. */
  listen(address: { host: string; port: number }): Promise<{ host: string; port: number }>;
  /** Takes no new connection, lets running requests end (10 s at most). */
  close(): Promise<void>;
}

/** Fastify with TypeBox schemas: query, body, parameters and the answer are typed by them. */
export type HttpApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

function createApp({ logger, tls, bodyBytesMax, trustProxy }: HttpServerOptions): HttpApp {
  const base = {
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // No child logger for each request: metrics tell of requests, and a problem carries a trace id.
    childLoggerFactory: () => logger as FastifyBaseLogger,
    bodyLimit: bodyBytesMax ?? JSON_BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    connectionTimeout: CONNECTION_IDLE_MS,
    return503OnClosing: false,
    trustProxy: trustProxy ?? false,
    clientErrorHandler: answerProtocolError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => answerError(error, request, reply),
  };
  if (!tls) return Fastify(base).withTypeProvider<TypeBoxTypeProvider>();
  const { key, cert, ca } = readServerTls(tls);
  const https = { key, cert, ...(ca && { ca, requestCert: true, rejectUnauthorized: true }) };
  // An https.Server is used like the plain one; services need not be generic over it.
  return Fastify({ ...base, https }).withTypeProvider<TypeBoxTypeProvider>() as unknown as HttpApp;
}

function portOf(app: HttpApp): number {
  const address = app.server.address();
  assert(address !== null && typeof address === 'object');
  return address.port;
}
