import { join } from 'node:path';
import { startFederation } from '../federation/start-federation.ts';
import { stopInfrastructure } from '../infrastructure.ts';
import type { LocalFederation } from '../local-federation.ts';
import { noProgress } from '../progress.ts';
import type { Random } from '../sample/random.ts';
import { freezeFaults } from './process-faults.ts';
import { LINK_PARTS, ProvinceLinks } from './province-links.ts';
import { clockFaults, diskFaults, type Fault, linkFaults } from './schedule.ts';
import { SkewedClock } from './skewed-clock.ts';
import { SmallDisk } from './small-disk.ts';

/** The provinces of the federation. */
export const FAULTY_NODES = ['330000', '440000'] as const;
/** The province whose publication has a small disk and a clock that can be set wrong. */
const UNLUCKY = '440000';

/** A centre and two provinces on which links, a disk and a clock can be made to fail. Disposing stops it and deletes its data. */
export class FaultyFederation implements AsyncDisposable {
  readonly federation: LocalFederation;
  /** Kinds of faults that are not to be had on this machine, and why. */
  readonly skipped: Record<string, string>;
  readonly #links: ProvinceLinks;
  readonly #disk: SmallDisk | undefined;
  readonly #clock: SkewedClock | undefined;
  readonly #running: AsyncDisposableStack;

  private constructor(started: Started, running: AsyncDisposableStack) {
    this.federation = started.federation;
    this.skipped = started.skipped;
    this.#links = started.links;
    this.#disk = started.disk;
    this.#clock = started.clock;
    this.#running = running;
  }

  /** Starts it in a run folder of its own; what ran there is stopped first. */
  static async start(runDirectory: string): Promise<FaultyFederation> {
    await using starting = new AsyncDisposableStack();
    await wipeFaultyFederation(runDirectory);
    starting.defer(() => wipeFaultyFederation(runDirectory));
    const skipped: Record<string, string> = {};
    const clock = SkewedClock.of(`${UNLUCKY}-publication`, runDirectory);
    if (!clock) skipped['skew clock'] = 'libfaketime is not installed';
    const adjust = clock && { adjust: clock.adjust.bind(clock) };
    const options = { runDirectory, nodes: FAULTY_NODES, isLinked: true, progress: noProgress, ...adjust };
    const federation = await startFederation(options);
    const links = starting.use(await ProvinceLinks.open(join(runDirectory, 'federation.json')));
    const disk = await SmallDisk.open(federation, runDirectory, UNLUCKY, 'publication').catch((error: unknown) => {
      skipped['fill disk'] = `no file system of its own: ${String(error)}`;
      return undefined;
    });
    return new FaultyFederation({ federation, skipped, links, disk, clock }, starting.move());
  }

  /** What may go wrong around the processes: links, services that freeze, the disk, the clock. */
  surroundingFaults(runDirectory: string, random: Random): Fault[] {
    return [
      ...FAULTY_NODES.flatMap((node) => linkFaults(this.#links, node, random)),
      ...freezeFaults(runDirectory, random),
      ...(this.#disk ? diskFaults(this.#disk, random) : []),
      ...(this.#clock ? clockFaults(this.#clock, random) : []),
    ];
  }

  /** Whatever has gone wrong around the processes is over. */
  liftAll(): void {
    for (const node of FAULTY_NODES) this.#links.become(node, LINK_PARTS, 'open');
    this.#disk?.relieve();
    this.#clock?.skew(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#running.disposeAsync();
  }
}

/** Stops what runs in a run folder and deletes its data, its small disk as well. */
export async function wipeFaultyFederation(runDirectory: string): Promise<void> {
  await stopInfrastructure(runDirectory, { wipe: false });
  SmallDisk.remove(runDirectory);
  await stopInfrastructure(runDirectory, { wipe: true });
}

interface Started {
  federation: LocalFederation;
  skipped: Record<string, string>;
  links: ProvinceLinks;
  disk: SmallDisk | undefined;
  clock: SkewedClock | undefined;
}
