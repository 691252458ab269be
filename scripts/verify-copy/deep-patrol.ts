// Asks both levels for a fresh patrol round at full speed, waits for their ends, and says what they found and healed.
import { setTimeout as delay } from 'node:timers/promises';
import { localFederation } from '@necips/testbed';

const POLL_MS = 200;

/** What one fresh round at one level did. */
export interface DeepRound {
  node: string;
  level: 'centre' | 'province';
  round: number;
  roundMs: number | null;
  differencesFound: number;
  differencesOpen: number;
}

/** Patrols these provinces at the centre and at home. Throws where a round cannot be asked for, or does not end in time. */
export async function patrolDeep(nodes: readonly string[], untilMs: number): Promise<DeepRound[]> {
  const federation = localFederation();
  const { centre, nodes: provinces } = federation.endpoints;
  const rounds = nodes.flatMap((node) => {
    const atCentre = `${centre.aggregation.rest}/v1/nodes/${node}`;
    const home = provinces[node]?.publication.rest;
    const asked = [patrol({ node, level: 'centre' as const }, 'central-admin@centre', `${atCentre}/patrol`, atCentre)];
    if (home)
      asked.push(
        patrol(
          { node, level: 'province' as const },
          `province-admin@${node}`,
          `${home}/v1/patrol`,
          `${home}/v1/status`,
        ),
      );
    return asked;
  });
  return Promise.all(rounds);

  async function patrol(
    of: Pick<DeepRound, 'node' | 'level'>,
    as: string,
    startUrl: string,
    statusUrl: string,
  ): Promise<DeepRound> {
    const before = await statusOf(statusUrl);
    const response = await federation.call(as, startUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ leavesPerSecond: 0 }),
    });
    if (!response.ok) throw new Error(`${startUrl}: ${response.status} ${await response.text()}`);
    const { round } = (await response.json()) as { round: number };
    for (;;) {
      const status = await statusOf(statusUrl);
      if (status.round > round) {
        const { lastRoundMs: roundMs, differencesOpen } = status;
        const differencesFound = status.differencesTotal - before.differencesTotal;
        return { ...of, round, roundMs, differencesFound, differencesOpen };
      }
      if (Date.now() > untilMs) throw new Error(`round ${round} of ${of.node} at the ${of.level} did not end in time`);
      await delay(POLL_MS);
    }
  }
}

async function statusOf(url: string): Promise<PatrolShown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return ((await response.json()) as { patrol: PatrolShown }).patrol;
}

interface PatrolShown {
  round: number;
  lastRoundMs: number | null;
  differencesTotal: number;
  differencesOpen: number;
}
