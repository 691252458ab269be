import { ServiceError } from '@necips/runtime';
import { type OpenLog, openLog } from './commands/open-log.ts';
import type { Context } from './context.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'signer' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * The only one who extends the log: whoever has something to publish waits here for a turn, so that a withdrawal waits for one
 * batch at most. Opens the log when it is first needed, and anew after anything went wrong half way.
 */
export class Sequencer {
  readonly #context: Needs;
  #log: OpenLog | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #fault: string | undefined = '日志尚未打开 (the log is not open yet)';

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
      this.#fault = error instanceof Error ? error.message : String(error);
      throw error;
    });
    // Only a change is news.
    if (this.#fault !== undefined) this.#context.events.logOpened(log.writer.size, log);
    this.#fault = undefined;
    this.#log = log;
    return log;
  }
}

function openedAnew(): ServiceError {
  return new ServiceError('aborted', '日志已重新打开 (the log was opened anew)', { reason: 'log_opened_anew' });
}
