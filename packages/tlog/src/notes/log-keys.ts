import { LogError } from '../errors.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { openNote } from './note.ts';
import { type NoteVerifier, parseVerifierKey } from './note-key.ts';

/** A key of a log, and the size of the smallest tree that it may sign; a log's first key signs from 0 on. */
export type LogKey = { readonly verifierKey: string; readonly fromSize: number };

/**
 * The keys of one log, one after another: each signs the trees from its size up to the next key's. So a checkpoint from before a
 * rotation stays verifiable for ever, and whoever still holds an old key can sign nothing new. Never changed in place.
 */
export class LogKeys {
  readonly origin: string;
  /** In the order in which they signed. */
  readonly keys: readonly LogKey[];
  readonly #verifiers: readonly NoteVerifier[];

  /** Throws LogError `malformed` for what is no verifier key, RangeError unless the first signs from 0 on and sizes rise. */
  constructor(origin: string, keys: readonly LogKey[]) {
    const rise = keys.every(({ fromSize }, i) => (i === 0 ? fromSize === 0 : fromSize > (keys[i - 1]?.fromSize ?? 0)));
    if (keys.length === 0 || !rise) throw new RangeError('the keys of a log follow one another from size 0');
    this.origin = origin;
    this.keys = keys;
    this.#verifiers = keys.map(({ verifierKey }) => parseVerifierKey(verifierKey));
  }

  /** The key that signs the newest trees. */
  get current(): LogKey {
    return this.keys.at(-1) as LogKey;
  }

  /** The keys after a rotation. */
  with(next: LogKey): LogKeys {
    return new LogKeys(this.origin, [...this.keys, next]);
  }

  /**
   * Opens a signed checkpoint of this log. Throws LogError `unverified` where the key of its size has not signed it, a signature
   * of one of these keys is false, or it is another log's; `malformed` for what is no signed checkpoint.
   */
  open(note: string | Uint8Array): Required<Checkpoint> {
    const { text, signedBy } = openNote(note, this.#verifiers);
    const checkpoint = parseCheckpoint(text);
    if (checkpoint.origin !== this.origin) {
      throw new LogError('unverified', `a checkpoint of ${checkpoint.origin}, not of ${this.origin}`);
    }
    const at = this.keys.findLastIndex(({ fromSize }) => fromSize <= checkpoint.size);
    if (!signedBy.includes(this.#verifiers[at] as NoteVerifier)) {
      throw new LogError('unverified', `a key that may not sign trees of ${checkpoint.size} leaves`);
    }
    return checkpoint;
  }
}
