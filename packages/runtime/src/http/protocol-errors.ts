import type { Socket } from 'node:net';
import { ServiceError } from '../errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem, traceIdOf } from './problem.ts';

/** Answers what is no HTTP request at all, on the bare socket: there is no request to route. */
export function answerProtocolError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const [status, phrase] = STATUS[error.code ?? ''] ?? [400, 'Bad Request'];
  const cause = new ServiceError('invalid', `不是合法的 HTTP 请求 (${phrase})`, { reason: 'malformed_request' });
  const body = JSON.stringify(toProblem(cause, '/', traceIdOf(undefined), status));
  const head = `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\nConnection: close`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const STATUS: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};
