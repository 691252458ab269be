import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_TABLE, type ServiceError } from '../errors.ts';
import { fromThrown } from './framework-errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem, traceIdOf } from './problem.ts';
import { lingerAfterEarlyAnswer } from './stream-body.ts';

/** Answers whatever was thrown with a problem. The only place where an HTTP request's error is logged, once. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { error, status } = fromThrown(thrown);
  const traceId = traceIdOf(request.headers['traceparent']);
  if (ERROR_TABLE[error.code].faultOf === 'platform') {
    const level = error.code === 'internal' ? 'error' : 'warn';
    request.log[level](
      { err: error, trace_id: traceId, method: request.method, url: pathOf(request) },
      'request failed',
    );
  }
  lingerAfterEarlyAnswer(request, reply);
  const problem = toProblem(error, pathOf(request), traceId, status);
  reply
    .code(problem.status)
    .headers(headersFor(error))
    .type(PROBLEM_MEDIA_TYPE)
    // Already text, so that no route's response schema prunes the problem's own members.
    .serializer((text: string) => text)
    .send(JSON.stringify(problem));
}

/** The path a request asked for, without its query, which may hold what should not be kept. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/** A caller refused by `unavailable` may try again after this. */
const RETRY_AFTER_SECONDS = 5;

function headersFor({ code }: ServiceError): Record<string, string | number> {
  if (code === 'unauthenticated') return { 'www-authenticate': 'Bearer' };
  if (code === 'unavailable') return { 'retry-after': RETRY_AFTER_SECONDS };
  return {};
}
