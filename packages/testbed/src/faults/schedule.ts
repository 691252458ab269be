import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../sample/random.ts';
import { LINK_PARTS, type LinkPart, type ProvinceLinks } from './province-links.ts';
import type { SkewedClock } from './skewed-clock.ts';
import type { SmallDisk } from './small-disk.ts';
import type { LinkMode } from './tcp-link.ts';

/** Something that goes wrong. `run` resolves once it is over. */
export interface Fault {
  /** For counting, e.g. `kill kafka`. */
  kind: string;
  run(): Promise<void>;
}

const PAUSE_MS_MIN = 300;
const PAUSE_MS_MAX = 2_500;
const LAST_MS_MIN = 2_500;
const LAST_MS_MAX = 7_000;
const SKEW_SECONDS_MAX = 900;

/**
 * Runs faults one after the other in an order that the seed decides: all of them once, then again in another order, until the
 * signal aborts. Each is run once at least, however long that takes.
 */
export async function runInTurn(
  faults: readonly Fault[],
  { random, until, began }: { random: Random; until: AbortSignal; began: (fault: Fault) => void },
): Promise<void> {
  for (let round = 0; faults.length > 0; round++) {
    for (const fault of shuffled(faults, random)) {
      if (round > 0 && until.aborted) return;
      began(fault);
      await fault.run();
      await delay(between(random, PAUSE_MS_MIN, PAUSE_MS_MAX));
    }
    if (until.aborted) return;
  }
}

/** The ways in which a province's link to the centre and to Kafka fails: all of it or a part. */
export function linkFaults(links: ProvinceLinks, node: string, random: Random): Fault[] {
  const ways: [string, LinkMode][] = [
    ['cut link', 'cut'],
    ['slow link', 'slow'],
    ['lose answers', 'deaf'],
    ['block link', 'stuck'],
  ];
  return ways.map(([kind, mode]) => ({
    kind,
    run: async () => {
      const parts = random.pick<readonly LinkPart[]>([LINK_PARTS, ['kafka'], ['kafka'], ['log', 'grpc']]);
      links.become(node, parts, mode);
      await last(random);
      links.become(node, parts, 'open');
    },
  }));
}

/** A disk that is full for a while. */
export function diskFaults(disk: SmallDisk, random: Random): Fault[] {
  const run = async () => {
    disk.fill();
    await last(random);
    disk.relieve();
  };
  return [{ kind: 'fill disk', run }];
}

/** A clock that runs ahead, and one that lags behind, each for a while. */
export function clockFaults(clock: SkewedClock, random: Random): Fault[] {
  return [1, -1].map((direction) => ({
    kind: 'skew clock',
    run: async () => {
      clock.skew(direction * (1 + random.below(SKEW_SECONDS_MAX)));
      await last(random);
      clock.skew(0);
    },
  }));
}

function last(random: Random): Promise<void> {
  return delay(between(random, LAST_MS_MIN, LAST_MS_MAX));
}

function between(random: Random, min: number, max: number): number {
  return min + random.below(max - min);
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
