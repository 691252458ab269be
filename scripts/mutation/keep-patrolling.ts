import { setTimeout as delay } from 'node:timers/promises';
import type { LocalFederation } from '@necips/testbed';
import type { Place } from './place.ts';

const POLL_MS = 200;
const RETRY_MS = 1_000;

/** One patrol: a place and one of the logs that it holds. */
interface Patrolled {
  as: string;
  start: string;
  status: string;
}

interface PatrolStatus {
  patrol?: { round: number; lastRoundMs: number | null } | null;
}

/** Has every copy patrolled at full speed, one round after the other, until it is disposed. */
export function keepPatrolling(federation: LocalFederation, places: readonly Place[]): PatrolKeeper {
  const closing = new AbortController();
  const rounds: number[] = [];
  const running = places.flatMap((place) =>
    place.nodes.map((node) => runRounds(federation, patrolled(federation, place, node), rounds, closing.signal)),
  );
  return {
    rounds,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

export interface PatrolKeeper extends AsyncDisposable {
  /** How long each round took that has ended, in milliseconds. */
  readonly rounds: readonly number[];
}

/** Whether a place has a patrol at all. */
export async function hasPatrol(federation: LocalFederation, place: Place): Promise<boolean> {
  const [node = ''] = place.nodes;
  const status = (await (await fetch(patrolled(federation, place, node).status)).json()) as PatrolStatus;
  return 'patrol' in status;
}

async function runRounds(
  federation: LocalFederation,
  { as, start, status }: Patrolled,
  rounds: number[],
  signal: AbortSignal,
): Promise<void> {
  const ask = async (url: string, init: RequestInit = {}) => {
    const response = await federation.call(as, url, { ...init, signal });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return response.json() as unknown;
  };
  const headers = { 'content-type': 'application/json' };
  while (!signal.aborted) {
    try {
      const begun = (await ask(start, { method: 'POST', headers, body: '{"leavesPerSecond":0}' })) as { round: number };
      const startedAt = performance.now();
      for (let round = 0; round <= begun.round; ) {
        await delay(POLL_MS, undefined, { signal });
        round = ((await ask(status)) as PatrolStatus).patrol?.round ?? 0;
      }
      rounds.push(performance.now() - startedAt);
    } catch (error) {
      if (signal.aborted) return;
      console.error(`a patrol round could not be begun: ${String(error)}`);
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

function patrolled({ endpoints }: LocalFederation, { level }: Place, node: string): Patrolled {
  if (level === 'centre') {
    const url = `${endpoints.centre.aggregation.rest}/v1/nodes/${node}`;
    return { as: 'central-admin@centre', start: `${url}/patrol`, status: url };
  }
  const url = `${endpoints.nodes[node]?.publication.rest}/v1`;
  return { as: `province-admin@${node}`, start: `${url}/patrol`, status: `${url}/status` };
}
