import { setTimeout as delay } from 'node:timers/promises';

/** A check that has not answered by then counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

/**
 * What a service needs in order to serve. Readiness is the conjunction of all checks; liveness is that the process answers
 * at all, so a check must never be a reason to kill it.
 */
export function createHealth(): Health {
  const checks = new Map<string, Check>();
  let ready = true;
  return {
    add: (name, check, { degradesOnly = false } = {}) => void checks.set(name, { check, degradesOnly }),
    setReady: (value) => {
      ready = value;
    },
    report: async () => {
      const results = await Promise.all([...checks].map(([name, { check }]) => runCheck(name, check)));
      const suffices = ({ name, ok }: { name: string; ok: boolean }) => ok || checks.get(name)?.degradesOnly === true;
      return { ready: ready && results.every(suffices), checks: results };
    },
  };
}

export interface Health {
  /**
   * Adds a check under a stable name; it fails by throwing. Adding the same name again replaces it. One that `degradesOnly`
   * is shown when it fails and leaves the service ready.
   */
  add(name: string, check: () => Promise<void> | void, options?: { degradesOnly?: boolean }): void;
  report(): Promise<HealthReport>;
  /** `false` while starting or draining: not ready whatever the checks say. */
  setReady(ready: boolean): void;
}

export interface HealthReport {
  ready: boolean;
  checks: { name: string; ok: boolean; detail?: string }[];
}

interface Check {
  check: () => Promise<void> | void;
  degradesOnly: boolean;
}

async function runCheck(name: string, check: () => Promise<void> | void): Promise<HealthReport['checks'][number]> {
  const waiting = new AbortController();
  const late = delay(CHECK_TIMEOUT_MS, undefined, { signal: waiting.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`);
  });
  try {
    await Promise.race([Promise.try(check), late]);
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    late.catch(() => undefined);
    waiting.abort();
  }
}
