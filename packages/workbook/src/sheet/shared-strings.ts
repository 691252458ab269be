import type { SpoolFile } from '../spool-file.ts';
import { XmlTokenizer } from '../xml/tokenizer.ts';
import { CELL_CHARACTERS_MAX, decodeEscapes } from './cell-text.ts';

/**
 * The texts that cells refer to by number. A large workbook has millions of them, so that they lie in a spool, in blocks, of which the
 * last used ones are in memory: programs number texts in the order in which they occur, so a sheet mostly reads block after block.
 */
export class SharedStrings {
  readonly #spool: SpoolFile;
  readonly #places: { at: number; bytes: number }[] = [];
  readonly #blocks = new Map<number, string[]>();
  #cachedBytes = 0;
  #count = 0;

  constructor(spool: SpoolFile) {
    this.#spool = spool;
  }

  get count(): number {
    return this.#count;
  }

  /** Reads the part that holds them. */
  async readPart(part: AsyncIterable<Uint8Array>): Promise<void> {
    let block: string[] = [];
    let text: string | undefined;
    let isText = false;
    let phonetic = 0;
    const tokenizer = new XmlTokenizer({
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') phonetic += 1;
        else if (name === 't') isText = phonetic === 0;
      },
      close: (name) => {
        if (name === 't') isText = false;
        else if (name === 'rPh') phonetic -= 1;
        else if (name === 'si' && text !== undefined) {
          block.push(decodeEscapes(text));
          text = undefined;
        }
      },
      text: (piece) => {
        if (isText && text !== undefined && text.length <= CELL_CHARACTERS_MAX) text += piece;
      },
    });
    for await (const bytes of part) {
      tokenizer.push(bytes);
      while (block.length >= BLOCK_STRINGS) {
        await this.#add(block.slice(0, BLOCK_STRINGS));
        block = block.slice(BLOCK_STRINGS);
      }
    }
    tokenizer.end();
    if (block.length > 0) await this.#add(block);
  }

  /** Makes texts ready for `at`, until the next call. */
  async load(indices: Iterable<number>): Promise<void> {
    const needed = new Set<number>();
    for (const index of indices) needed.add(Math.floor(index / BLOCK_STRINGS));
    for (const number of needed) {
      const block = this.#blocks.get(number);
      if (!block) continue;
      // Behind the others, which are dropped first.
      this.#blocks.delete(number);
      this.#blocks.set(number, block);
    }
    for (const number of needed) {
      const place = this.#places[number];
      if (!place || this.#blocks.has(number)) continue;
      const bytes = await this.#spool.read(place.at, place.bytes);
      this.#keep(number, JSON.parse(bytes.toString()) as string[], needed);
    }
  }

  /** A text that is ready; undefined where there is none of that number. */
  at(index: number): string | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK_STRINGS))?.[index % BLOCK_STRINGS];
  }

  async #add(block: string[]): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(block));
    const number = this.#places.length;
    this.#places.push({ at: await this.#spool.append(bytes), bytes: bytes.length });
    this.#count += block.length;
    this.#keep(number, block, NONE);
  }

  #keep(number: number, block: string[], needed: ReadonlySet<number>): void {
    this.#blocks.set(number, block);
    this.#cachedBytes += this.#places[number]!.bytes;
    for (const oldest of this.#blocks.keys()) {
      if (this.#cachedBytes <= CACHE_BYTES_MAX) return;
      if (needed.has(oldest)) continue;
      this.#blocks.delete(oldest);
      this.#cachedBytes -= this.#places[oldest]!.bytes;
    }
  }
}

const BLOCK_STRINGS = 256;
/** As UTF-8; what is needed at once is kept beyond it. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;
const NONE: ReadonlySet<number> = new Set();
