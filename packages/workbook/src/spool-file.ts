import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RandomAccess } from './random-access.ts';

/**
 * A file for what does not fit into memory while it is worked on. It has no name once it is open, so that it goes with the process
 * whatever happens, and is encrypted under a key that exists in memory only: nobody can read on the disk what passed through.
 */
export class SpoolFile implements RandomAccess, AsyncDisposable {
  readonly #file: FileHandle;
  readonly #key = randomBytes(KEY_BYTES);
  readonly #nonce = randomBytes(BLOCK_BYTES / 2);
  #size = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes one in a folder that must exist. */
  static async create(folder: string): Promise<SpoolFile> {
    const path = join(folder, `necips-spool-${randomBytes(NAME_BYTES).toString('hex')}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new SpoolFile(file);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds bytes at the end; one call at a time. Returns where they begin. */
  async append(bytes: Uint8Array): Promise<number> {
    const position = this.#size;
    const sealed = this.#cipherAt(position, createCipheriv).update(bytes);
    await this.#file.write(sealed, 0, sealed.length, position);
    this.#size += bytes.length;
    return position;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const sealed = Buffer.alloc(Math.max(0, Math.min(length, this.#size - position)));
    await this.#file.read(sealed, 0, sealed.length, position);
    return this.#cipherAt(position, createDecipheriv).update(sealed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  /** Counter mode begins at any block: the counter is the block's number, and what lies before the position in it is passed over. */
  #cipherAt(position: number, create: typeof createCipheriv | typeof createDecipheriv) {
    const counter = Buffer.alloc(BLOCK_BYTES / 2);
    counter.writeBigUInt64BE(BigInt(Math.floor(position / BLOCK_BYTES)));
    const cipher = create('aes-256-ctr', this.#key, Buffer.concat([this.#nonce, counter]));
    cipher.update(Buffer.alloc(position % BLOCK_BYTES));
    return cipher;
  }
}

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;
const NAME_BYTES = 12;
