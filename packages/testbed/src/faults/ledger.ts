import type { Random } from '../sample/random.ts';
import { generateRegistrations, REGISTRATION_HEADER } from '../sample/registrations.ts';

/** A registration as it was sent: what the national index must show of it once everything has come through. */
export interface SentRow {
  code: string;
  name: string;
  address: string;
  /** 1 for a new record, and one more for each change. */
  version: number;
  /** The row without its address. */
  beginning: string;
}

/** One file of a department. */
export interface SentFile {
  rows: SentRow[];
  text: string;
}

/**
 * Everything that was sent of one province and acknowledged, so that the final fold is known without asking the system. A
 * record is changed only once the file that it last came with has been processed, so that the order of versions is the order of files.
 */
export class Ledger {
  readonly node: string;
  /** By code, as last processed. */
  readonly current = new Map<string, SentRow>();
  /** Rows of files that the door has acknowledged. */
  acknowledged = 0;
  readonly #random: Random;
  readonly #seed: number;
  /** Codes of records that may be changed. */
  readonly #settled: string[] = [];
  #made = 0;

  constructor(node: string, random: Random, seed: number) {
    this.node = node;
    this.#random = random;
    this.#seed = seed;
  }

  /** A file with new records and, in about half of its rows, changes of records that are there. */
  nextFile(rows: number): SentFile {
    const changed = this.#takeSettled(Math.floor(rows / 2)).map((row) => ({
      ...row,
      version: row.version + 1,
      address: `${row.address.replace(/第\d+版$/, '')}第${row.version + 1}版`,
    }));
    const all = [...changed, ...this.#newRows(rows - changed.length)];
    const lines = all.map(({ beginning, address }) => `${beginning},${address}\n`);
    return { rows: all, text: `${REGISTRATION_HEADER}\n${lines.join('')}` };
  }

  /** The door has said that the file is durable. */
  acknowledge(file: SentFile): void {
    this.acknowledged += file.rows.length;
  }

  /** Every row of the file was recorded; its records may be changed from now on. */
  settle(file: SentFile): void {
    for (const row of file.rows) {
      this.current.set(row.code, row);
      this.#settled.push(row.code);
    }
  }

  #newRows(rows: number): SentRow[] {
    if (rows === 0) return [];
    const [first, seed] = [this.#made, this.#seed + this.#made];
    this.#made += rows;
    const text = [...generateRegistrations({ node: this.node, rows, seed, first })].join('');
    const lines = text.trimEnd().split('\n').slice(1);
    return lines.map((line) => {
      const [name = '', code = ''] = line.split(',');
      const cut = line.lastIndexOf(',');
      return { code, name, address: line.slice(cut + 1), version: 1, beginning: line.slice(0, cut) };
    });
  }

  /** Takes records out of those that may be changed, each at most once until it is settled again. */
  #takeSettled(count: number): SentRow[] {
    const taken: SentRow[] = [];
    for (let i = 0; i < count && this.#settled.length > 0; i++) {
      const at = this.#random.below(this.#settled.length);
      const code = this.#settled[at] as string;
      this.#settled[at] = this.#settled.at(-1) as string;
      this.#settled.pop();
      taken.push(this.current.get(code) as SentRow);
    }
    return taken;
  }
}
