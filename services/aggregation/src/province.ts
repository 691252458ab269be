import type { LogTail } from '@necips/exchange';
import { ServiceError, type Sql } from '@necips/runtime';
import { LogKeys } from '@necips/tlog';
import type { BulkLog } from './bulk-log.ts';
import { LatencyWindow } from './domain/latency-window.ts';
import type { LookAhead } from './domain/look-ahead.ts';
import { RetryPause } from './domain/retry-pause.ts';
import type { PublicLog } from './public-log.ts';
import type { EnrolledNode } from './store/node.ts';
import { findNodeState, type NodeState } from './store/node-state.ts';

/**
 * One enrolled province as this process knows it: how it is reached, and where its log stands as last committed. The database
 * is the truth; what is kept here saves reading it before each batch and is dropped whenever it turns out to be old.
 */
export class Province {
  readonly node: EnrolledNode;
  readonly publicLog: PublicLog;
  readonly bulkLog: BulkLog;
  readonly latency = new LatencyWindow();
  /** When this process last applied something, on the monotonic clock. */
  lastProgress = performance.now();
  /** When a repair that failed may be tried again. */
  readonly repairPause = new RetryPause();
  /** The leaves up to a proven tip, while content is missing before it. */
  lookAhead: LookAhead | undefined;
  /** A signed note of a message that was refused, to be held against what is applied once that reaches its size. */
  doubtfulNote: string | undefined;
  readonly #sql: Sql;
  readonly #onAdvanced: (() => void)[] = [];
  readonly #troubles = new Map<TroubleKind, string>();
  #state: NodeState | undefined;
  #keys: LogKeys;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(node: EnrolledNode, means: { sql: Sql; publicLog: PublicLog; bulkLog: BulkLog }) {
    this.node = node;
    this.publicLog = means.publicLog;
    this.bulkLog = means.bulkLog;
    this.#sql = means.sql;
    this.#keys = new LogKeys(node.logOrigin, [{ verifierKey: node.logKey, fromSize: 0 }]);
  }

  /** Where the log stands as committed, and whether the province is stopped. */
  async state(): Promise<NodeState> {
    this.#state ??= await findNodeState(this.#sql, this.node.code);
    if (!this.#state) throw new ServiceError('not_found', `节点 ${this.node.code} 未登记 (not enrolled)`);
    this.#keys = this.#state.tail.keys;
    return this.#state;
  }

  /** The log's keys as last seen: as the state that was read or committed last has them. */
  get keys(): LogKeys {
    return this.#keys;
  }

  /** Where the log stands as committed. */
  async tail(): Promise<LogTail> {
    return (await this.state()).tail;
  }

  /** Notes what this process has just committed, and tells those who wait for it. */
  advanced(tail: LogTail): void {
    this.#state = { tail, isStopped: false };
    this.#keys = tail.keys;
    this.lastProgress = performance.now();
    if (this.lookAhead && this.lookAhead.endIndex <= tail.size) this.lookAhead = undefined;
    for (const tell of this.#onAdvanced) tell();
  }

  /** Drops what is kept: another process has moved on, or the outcome of a commit is unknown. */
  forget(): void {
    this.#state = undefined;
  }

  /** Drops what is kept and tells those who wait: somebody has stopped the province or lets it go on. */
  changed(): void {
    this.forget();
    for (const tell of this.#onAdvanced) tell();
  }

  /** Calls back after each commit of this process, and when the province was stopped or goes on. */
  onAdvanced(tell: () => void): void {
    this.#onAdvanced.push(tell);
  }

  /** Runs work that moves the log after whatever moves it now: Kafka and repair take turns. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** What stands in the way of reading the province, in words; null for nothing. */
  trouble(): string | null {
    return this.#troubles.size === 0 ? null : [...this.#troubles.values()].join('；');
  }

  setTrouble(kind: TroubleKind, text: string | null): void {
    if (text === null) this.#troubles.delete(kind);
    else this.#troubles.set(kind, text);
  }
}

/**
 * `log`: the public log cannot be read or proven; `shrunk`: it shows less than is verified; `message`: messages are not signed by
 * the pinned key; `repair`: the bulk read fails.
 */
export type TroubleKind = 'log' | 'shrunk' | 'message' | 'repair' | 'restore';
