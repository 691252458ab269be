import { ServiceError } from '@necips/runtime';
import type { SignedTree } from './domain/signed-tree.ts';

/**
 * The newest tree head that may be shown: signed, committed, and fsynced beside the key. Everything that leaves this
 * service – checkpoint, tiles, relay, repair reads – stops at its size.
 */
export class ServedLog {
  #tree: SignedTree | undefined;
  #grown = Promise.withResolvers<void>();

  /** Undefined until the log has been opened. */
  get tree(): SignedTree | undefined {
    return this.#tree;
  }

  /** The tree, or `unavailable` where there is none yet. */
  get(): SignedTree {
    if (this.#tree) return this.#tree;
    throw new ServiceError('unavailable', '日志尚未打开，请稍后再试 (the log is not open yet)', {
      reason: 'log_not_open',
    });
  }

  /** Shows a tree head; an older one than is shown already changes nothing. */
  serve(tree: SignedTree): void {
    if (this.#tree && isOlder(tree, this.#tree)) return;
    this.#tree = tree;
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }

  /** Waits until more than `size` leaves may be shown, or another generation than the one given. Rejects with the signal's reason when it is aborted. */
  async grownBeyond(size: number, signal: AbortSignal, generation?: number): Promise<SignedTree> {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    aborted.catch(() => {});
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const isSame = (tree: SignedTree) => generation === undefined || tree.generation === generation;
      while (!this.#tree || (isSame(this.#tree) && this.#tree.size <= size)) {
        signal.throwIfAborted();
        await Promise.race([this.#grown.promise, aborted]);
      }
      return this.#tree;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

function isOlder(a: SignedTree, b: SignedTree): boolean {
  return a.generation === b.generation ? a.size < b.size : a.generation < b.generation;
}
