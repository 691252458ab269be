import { isServiceError, resolveRestore, ServiceError } from '@necips/runtime';
import { completeRefill } from './commands/complete-refill.ts';
import { type OpenLog, openLog } from './commands/open-log.ts';
import { refillLog } from './commands/refill-log.ts';
import type { Context } from './context.ts';
import { findCarryOver } from './store/carry-over.ts';

type Needs = Pick<
  Context,
  'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'centre' | 'withholding' | 'events' | 'now'
>;

/**
 * The only one who extends the log: whoever has something to publish waits here for a turn, so that a withdrawal waits for one
 * batch at most. Opens the log when it is first needed, and anew after anything went wrong half way.
 */
export class Sequencer {
  readonly #context: Needs;
  #log: OpenLog | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #fault: string | undefined = '日志尚未打开 (the log is not open yet)';
  #isBehind = false;

  constructor(context: Needs) {
    this.#context = context;
  }

  /** What stands in the way of signing, in words; undefined for nothing. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Runs work on the open log in its turn. Where it throws, the next one finds the log opened anew. */
  run<T>(work: (log: OpenLog) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => this.#attempt(await this.#open(), work));
  }

  /**
   * The same for work that goes on from what was read of `expected`: throws `aborted` where the log was opened anew since,
   * because another process may have published what this one still holds.
   */
  continue<T>(expected: OpenLog, work: (log: OpenLog) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const log = await this.#open();
      if (log !== expected) throw openedAnew();
      return this.#attempt(log, work);
    });
  }

  /** Whether the log was found to hold less than was signed. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Refills a log that is behind from the centre, and opens it. Throws as `refillLog` does; nothing is signed meanwhile. */
  refill(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      await refillLog(this.#context, (text) => this.#standStill(text), signal).catch((error: unknown) => {
        if (!signal.aborted) this.#standStill(textOf(error));
        throw error;
      });
      this.#isBehind = false;
      await this.#open();
    });
  }

  /** Does work that leaves another log behind than the one that was opened last, and opens that. */
  replace<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#log = undefined;
      const result = await work();
      this.#isBehind = false;
      await this.#open();
      return result;
    });
  }

  async #attempt<T>(log: OpenLog, work: (log: OpenLog) => Promise<T>): Promise<T> {
    try {
      return await work(log);
    } catch (error) {
      // Whether the transaction was committed is not known.
      this.#log = undefined;
      throw error;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #open(): Promise<OpenLog> {
    if (this.#log) return this.#log;
    const log = await openLog(this.#context).catch((error: unknown) => {
      // The refill says more about a log that is behind than that it is.
      if (!this.#isBehind) this.#fault = textOf(error);
      if (isServiceError(error, 'precondition') && error.reason === 'log_behind_mark') {
        this.#isBehind = true;
        this.#standStill(this.#fault ?? error.message);
      }
      throw error;
    });
    const { sql, node, withholding } = this.#context;
    await completeRefill(this.#context, { generation: log.generation, size: log.writer.size });
    this.#isBehind = false;
    // Where signed leaves are lost, a withdrawal may be among them: collection has to be asked first.
    if ((await findCarryOver(sql))?.awaitsFeed) {
      withholding.withhold(node, AWAITS_FEED);
    } else {
      // Every leaf that was ever signed is applied, so that nothing is shown that was withdrawn since a backup.
      await resolveRestore(sql);
      withholding.release(node);
    }
    // Only a change is news.
    if (this.#fault !== undefined) this.#context.events.logOpened(log.writer.size, log);
    this.#fault = undefined;
    this.#log = log;
    return log;
  }

  /** A log that is behind shows what may have been withdrawn since: nothing of it is shown. */
  #standStill(text: string): void {
    this.#fault = text;
    this.#context.withholding.withhold(this.#context.node, text);
  }
}

const AWAITS_FEED =
  '新一代日志已开始，旧日志有已签名的叶丢失：与采集服务核对完毕之前暂不公示 (signed leaves were lost: comparing with collection first)';

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function openedAnew(): ServiceError {
  return new ServiceError('aborted', '日志已重新打开 (the log was opened anew)', { reason: 'log_opened_anew' });
}
