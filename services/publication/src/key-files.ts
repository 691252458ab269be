import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type NoteSigner, parseSignerKey, verifierKeyOf } from '@necips/tlog';

/** A key that this node can sign with. */
export interface SigningKey {
  signer: NoteSigner;
  /** C2SP verifier key: what others know it by. */
  verifierKey: string;
}

/**
 * Where the log's private keys lie: the one that signs and, beside it, the one that is to follow. Which one signs is decided by
 * the log, not by the file: a crash half way through a rotation changes nothing.
 */
export class KeyFiles {
  readonly #keyFile: string;
  readonly #nextKeyFile: string;

  /** Name of the log's first generation. */
  readonly origin: string;

  constructor({ keyFile, nextKeyFile, origin }: { keyFile: string; nextKeyFile: string | undefined; origin: string }) {
    this.origin = origin;
    this.#keyFile = keyFile;
    this.#nextKeyFile = nextKeyFile ?? `${keyFile}.next`;
  }

  /** The key in use. Throws where the file cannot be read, LogError where it holds no key. */
  async current(): Promise<SigningKey> {
    const key = await readKey(this.#keyFile);
    if (!key) throw new Error(`there is no log key at ${this.#keyFile}`);
    return key;
  }

  /** The key that is to follow; undefined where none was placed. */
  next(): Promise<SigningKey | undefined> {
    return readKey(this.#nextKeyFile);
  }

  /** The keys that lie here: none, one or both. Throws LogError where a file holds no key. */
  async all(): Promise<SigningKey[]> {
    const keys = await Promise.all([readKey(this.#keyFile), readKey(this.#nextKeyFile)]);
    return keys.flatMap((key) => key ?? []);
  }

  /** The key that others know by this verifier key, in whichever file it lies; undefined where it is not here. */
  async find(verifierKey: string): Promise<SigningKey | undefined> {
    const current = await readKey(this.#keyFile);
    if (current?.verifierKey === verifierKey) return current;
    const next = await this.next();
    if (next?.verifierKey !== verifierKey) return undefined;
    await this.install();
    return next;
  }

  /** Puts the next key into the place of the old one, which is gone then. When this returns, it survives a power cut. */
  async install(): Promise<void> {
    await rename(this.#nextKeyFile, this.#keyFile);
    await using directory = await open(dirname(this.#keyFile), 'r');
    await directory.sync();
  }
}

async function readKey(path: string): Promise<SigningKey | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined
    ? undefined
    : { signer: parseSignerKey(text.trim()), verifierKey: verifierKeyOf(text.trim()) };
}
