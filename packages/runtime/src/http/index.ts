export type { Problem } from './problem.ts';
export type { RateLimit } from './rate-limit.ts';
export { createHttpServer, type HttpApp, type HttpServer, type HttpServerOptions } from './server.ts';
export { STREAM_BODY } from './stream-body.ts';
