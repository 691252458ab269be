import type { CommittedVersion } from '../domain/record-version.ts';

export interface IntakeLimits {
  leavesMax: number;
  bytesMax: number;
}

/**
 * Between the feed's reader and the sequencer: while a batch is being signed, what arrives is gathered into the next, so
 * that a lone change goes at once and a flood goes in full batches. Holds two batches at most; then the reader waits, and
 * the feed with it.
 */
export class Intake {
  readonly #limits: IntakeLimits;
  readonly #signal: AbortSignal;
  #held: CommittedVersion[] = [];
  #bytes = 0;
  #changed = Promise.withResolvers<void>();

  /** Both sides reject with the signal's reason once it is aborted. */
  constructor(limits: IntakeLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Adds versions in feed order, as soon as less than two batches are held. */
  async put(versions: readonly CommittedVersion[]): Promise<void> {
    const { leavesMax, bytesMax } = this.#limits;
    await this.#until(() => this.#held.length < 2 * leavesMax && this.#bytes < 2 * bytesMax);
    for (const version of versions) {
      this.#held.push(version);
      this.#bytes += version.contentBytes;
    }
    this.#wake();
  }

  /** Takes the next batch, as soon as there is anything: at least one version, and no more than the limits allow. */
  async take(): Promise<CommittedVersion[]> {
    await this.#until(() => this.#held.length > 0);
    const { leavesMax, bytesMax } = this.#limits;
    let bytes = 0;
    const tooMany = this.#held.findIndex((version, i) => {
      bytes += version.contentBytes;
      return i > 0 && (i >= leavesMax || bytes > bytesMax);
    });
    const taken = this.#held.splice(0, tooMany < 0 ? this.#held.length : tooMany);
    for (const version of taken) this.#bytes -= version.contentBytes;
    this.#wake();
    return taken;
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted();
      if (condition()) return;
      await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
