import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 500;

/**
 * Repeats a call for as long as the other side is away or says that it is its own fault; answers the body's JSON. Rejects
 * where the call is refused, and when the deadline is over.
 */
export async function persistently(
  call: () => Promise<Response>,
  { progress }: { progress: (text: string) => void },
  deadline: AbortSignal,
): Promise<unknown> {
  for (;;) {
    try {
      const response = await call();
      if (response.ok) return await response.json();
      const problem = await response.text();
      if (response.status < 500 && response.status !== 429) throw new RefusedError(`${response.status} ${problem}`);
      progress(`${response.status}; trying again`);
    } catch (error) {
      if (error instanceof RefusedError || deadline.aborted) throw error;
      progress(`${error instanceof Error ? error.message : String(error)}; trying again`);
    }
    await delay(RETRY_MS, undefined, { signal: deadline });
  }
}

class RefusedError extends Error {}
