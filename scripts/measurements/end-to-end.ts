import { setTimeout as delay } from 'node:timers/promises';
import { type LocalFederation, loadFiles } from '@necips/testbed';
import type { Rows } from './prepare-rows.ts';

const SAMPLE_MS = 500;
const GIVE_UP_MS = 3_600_000;

/** From the file at the door to verified at the centre, all of it; and how the rate of the last tenth compares. */
export async function endToEnd(federation: LocalFederation, node: string, rows: Rows): Promise<Record<string, number>> {
  const samples: { at: number; verified: number }[] = [];
  const ended = new AbortController();
  const watching = watch(federation, node, samples, ended.signal);
  const loaded = await loadFiles({
    federation,
    node,
    files: [rows.file],
    giveUpAfterMs: GIVE_UP_MS,
    progress: () => {},
  });
  ended.abort();
  await watching;
  const second = tenthRate(samples, 1);
  const last = tenthRate(samples, 9);
  return { ...loaded, lastTenthOfSecond: Math.round((last / second) * 100) / 100 };
}

async function watch(
  federation: LocalFederation,
  node: string,
  samples: { at: number; verified: number }[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(`${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`);
    const { verifiedSize } = (await response.json()) as { verifiedSize: number };
    samples.push({ at: performance.now(), verified: verifiedSize });
    await delay(SAMPLE_MS, undefined, { signal }).catch(() => {});
  }
}

/** Leaves a second while the `tenth`-th tenth (from 0) of what came in was verified. */
function tenthRate(samples: { at: number; verified: number }[], tenth: number): number {
  const base = samples[0]?.verified ?? 0;
  const total = (samples.at(-1)?.verified ?? 0) - base;
  const reachedAt = (share: number) => {
    const wanted = base + total * share;
    const after = samples.findIndex((sample) => sample.verified >= wanted);
    const [from, to] = [samples[after - 1], samples[after]];
    if (!from || !to) return to?.at ?? 0;
    return from.at + ((to.at - from.at) * (wanted - from.verified)) / Math.max(1, to.verified - from.verified);
  };
  return total / 10 / ((reachedAt((tenth + 1) / 10) - reachedAt(tenth / 10)) / 1000);
}
