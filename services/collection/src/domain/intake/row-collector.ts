import type { IntakeFaultCode } from '../intake-faults.ts';
import { ChunkBuilder, type RawChunk } from './chunk-builder.ts';
import { IntakeFault } from './faults.ts';
import { KeyHashes } from './key-hashes.ts';

/** Counts the rows of a file as they are found, cuts them into pieces, and remembers which business keys occur. */
export class RowCollector {
  readonly #limits: CollectorLimits;
  readonly #chunks: ChunkBuilder;
  readonly #hashes = new KeyHashes();
  #rows = 0;
  #skipped = 0;

  constructor(limits: CollectorLimits) {
    this.#limits = limits;
    this.#chunks = new ChunkBuilder(limits.chunkBytes);
  }

  /** Number of the last row, of whatever kind; 0 before the first. */
  get lastRow(): number {
    return this.#rows + this.#skipped;
  }

  /** Whether nothing was found at all. */
  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** Adds the row from `start` to `end`, which must not change afterwards. */
  addRow(buffer: Buffer, start: number, end: number, key: string | undefined): void {
    this.#count();
    if (key !== undefined) this.#hashes.add(key);
    this.#chunks.add(buffer, start, end);
  }

  /** Adds a row that cannot be kept, only reported. */
  reportRow(code: IntakeFaultCode): void {
    this.#count();
    this.#chunks.report(this.lastRow, code);
  }

  /** Passes over a row that holds nothing, so that those behind it keep the numbers that the sender sees. */
  skipRow(): void {
    this.#skipped += 1;
    this.#chunks.skip();
  }

  /** The pieces that are complete by now. */
  takeChunks(): RawChunk[] {
    return this.#chunks.take();
  }

  /** Ends the file. After it, `takeChunks` gives the last piece. */
  async end(): Promise<CollectedRows> {
    if (this.#rows === 0) {
      throw new IntakeFault('unprocessable', 'header_only', '文件只有表头，没有数据行 (header only)');
    }
    this.#chunks.close();
    const repeatedKeys = await this.#hashes.repeated();
    const { repeatedKeysMax } = this.#limits;
    if (repeatedKeys.length > repeatedKeysMax) {
      const message = `同一文件中重复的记录超过 ${repeatedKeysMax} 个，请拆分后提交 (too many repeated keys)`;
      throw new IntakeFault('too_large', 'too_many_repeated_keys', message, { repeatedKeysMax });
    }
    return { rows: this.#rows, skippedRows: this.#skipped, reportedRows: this.#chunks.reportedRows, repeatedKeys };
  }

  #count(): void {
    this.#rows += 1;
    const { rowsMax } = this.#limits;
    if (this.#rows > rowsMax) {
      throw new IntakeFault('too_large', 'too_many_rows', `文件超过 ${rowsMax} 行 (too many rows)`, { rowsMax });
    }
  }
}

export interface CollectedRows {
  rows: number;
  /** Rows that hold nothing and are not among `rows`; the last row has number rows + skippedRows. */
  skippedRows: number;
  /** Rows that the door itself reported. */
  reportedRows: number;
  /** Hashes of business keys that occur more than once, ascending. */
  repeatedKeys: Uint32Array;
}

export interface CollectorLimits {
  readonly rowsMax: number;
  readonly repeatedKeysMax: number;
  readonly chunkBytes: number;
}
