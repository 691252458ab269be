import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '@necips/runtime';
import type { Context } from './context.ts';
import type { LatencySummary } from './domain/latency-window.ts';
import type { FollowedProvince } from './follow-province.ts';
import type { Province } from './province.ts';
import { listEnrolledNodes } from './queries/list-enrolled-nodes.ts';
import { listNewestNotices } from './queries/list-newest-notices.ts';
import { ENROLMENT_CHANNEL, type EnrolledNode } from './store/node.ts';

/** What goes on about a province ends within milliseconds, unless something hangs. */
const END_MS_MAX = 10_000;

/**
 * The provinces that are enrolled, each followed by itself. The table of nodes is read again every few seconds and when it is
 * said to have changed, so that a province enrolled while this runs is followed without a restart.
 */
export class Federation implements AsyncDisposable {
  readonly #context: Pick<Context, 'sql' | 'prisma' | 'events' | 'pace'>;
  readonly #follow: (node: EnrolledNode) => Promise<FollowedProvince>;
  readonly #followed = new Map<string, FollowedProvince>();
  readonly #toRestart = new Set<string>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  /** The notice of each node that this process has seen last. */
  readonly #notices = new Map<string, bigint>();
  #nodes: EnrolledNode[] = [];
  #wake: () => void = () => {};

  /** Starts at once; `follow` starts what goes on about one province. */
  constructor(
    context: Pick<Context, 'sql' | 'prisma' | 'events' | 'pace'>,
    follow: (node: EnrolledNode) => Promise<FollowedProvince>,
  ) {
    this.#context = context;
    this.#follow = follow;
    this.#running = this.#run();
  }

  /** Codes of the enrolled nodes, as last read. */
  nodes(): string[] {
    return this.#nodes.map(({ code }) => code);
  }

  /** Recent roll-up latency of a province, as far as this process applied it. */
  latencyOf(node: string): LatencySummary | undefined {
    return this.#followed.get(node)?.province.latency.summary();
  }

  /** A province that is followed; undefined where it is not enrolled, or not followed yet. */
  provinceOf(node: string): Province | undefined {
    return this.#followed.get(node)?.province;
  }

  /** What goes on about each province now. */
  followed(): FollowedProvince[] {
    return [...this.#followed.values()];
  }

  /** Soon ends what goes on about a province, without waiting for what hangs, and begins it anew. */
  restart(node: string): void {
    this.#toRestart.add(node);
    this.#wake();
  }

  /** Begins a patrol round of a province at its first leaf, at once; its number. Throws `not_found`. */
  async startPatrol(node: string, leavesPerSecond?: number): Promise<number> {
    const followed = this.#followed.get(node);
    if (followed) return followed.patrol.startRound(leavesPerSecond);
    throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
  }

  /** Throws where provinces are enrolled and the topic of none of them can be consumed. */
  requireConnected(): void {
    const followed = [...this.#followed.values()];
    if (this.#nodes.length > 0 && !followed.some((each) => each.isConnected())) {
      throw new Error('未连接联邦 Kafka (not connected to the federation)');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#wake();
    await this.#running;
    await Promise.all([...this.#followed.values()].map((each) => each[Symbol.asyncDispose]()));
  }

  async #run(): Promise<void> {
    // A hint only: what is notified while the connection is away is lost, so the table is polled as well.
    const listening = this.#context.sql.listen(ENROLMENT_CHANNEL, () => this.#wake()).catch(() => undefined);
    while (!this.#closing.signal.aborted) {
      await this.#readNodes().catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#context.events.nodesNotRead(error);
      });
      await this.#pause();
    }
    await Promise.race([
      listening.then((listener) => listener?.unlisten()),
      delay(1_000, undefined, { ref: false }),
    ]).catch(() => {});
  }

  async #readNodes(): Promise<void> {
    this.#nodes = await listEnrolledNodes(this.#context);
    for (const node of this.#nodes) {
      // One that cannot be followed keeps no other waiting; it is tried again at the next turn.
      await this.#followAsEnrolled(node).catch((error: unknown) =>
        this.#context.events.nodeNotFollowed(node.code, error),
      );
    }
    await this.#tellNotices();
  }

  /** An order may have been given to another process: what is known here of the province it is about is then old. */
  async #tellNotices(): Promise<void> {
    for (const { node, id } of await listNewestNotices(this.#context)) {
      if (this.#notices.get(node) === id) continue;
      this.#notices.set(node, id);
      this.#followed.get(node)?.province.changed();
    }
  }

  async #followAsEnrolled(node: EnrolledNode): Promise<void> {
    const followed = this.#followed.get(node.code);
    const isStuck = this.#toRestart.delete(node.code);
    if (followed && !isStuck && isSame(followed.province.node, node)) return;
    // Its addresses were changed, or it is stuck: what goes on is ended first, so that no two follow one province in this
    // process. What hangs is left behind; should it ever go on, the lock of the log's state settles who applies what.
    this.#followed.delete(node.code);
    await Promise.race([followed?.[Symbol.asyncDispose](), delay(END_MS_MAX, undefined, { ref: false })]);
    this.#followed.set(node.code, await this.#follow(node));
  }

  async #pause(): Promise<void> {
    const poll = new AbortController();
    const notified = new Promise<void>((resolve) => (this.#wake = resolve));
    const polled = delay(this.#context.pace.nodesPollMs, undefined, { signal: poll.signal }).catch(() => {});
    if (!this.#closing.signal.aborted) await Promise.race([notified, polled]);
    poll.abort();
  }
}

function isSame(a: EnrolledNode, b: EnrolledNode): boolean {
  return (
    a.logKey === b.logKey &&
    a.logOrigin === b.logOrigin &&
    a.logUrl === b.logUrl &&
    a.logServiceAddress === b.logServiceAddress &&
    a.tokenUrl === b.tokenUrl
  );
}
