import { connect } from 'node:net';
import type { ProcessSpec } from './process-spec.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Asks once whether a process serves: a port that accepts, or a URL that answers 200. */
export async function isReady(ready: ProcessSpec['ready']): Promise<boolean> {
  if ('port' in ready) return acceptsConnections(ready.port);
  try {
    const response = await fetch(ready.url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** The port by which a process is asked. */
export function portOf({ ready }: ProcessSpec): number {
  return 'port' in ready ? ready.port : Number(new URL(ready.url).port);
}

/** Whether something listens on a port of the loopback address. */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
    const answer = (accepts: boolean) => () => {
      socket.destroy();
      resolve(accepts);
    };
    socket.on('connect', answer(true)).on('error', answer(false)).on('timeout', answer(false));
  });
}
