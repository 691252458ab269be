/** What kinds of difference there are between a province's log and the centre's copy. */
export type DifferenceKind =
  /** A record that the province shows and the centre does not hold. */
  | 'missing'
  /** Something that the centre holds and the province does not show. */
  | 'extra'
  /** What is stored does not hash to the province's leaf, or a column contradicts its head. */
  | 'altered'
  /** The centre holds an older version than the province shows. */
  | 'wrong_version'
  /** A leaf stored at the centre is not the province's. */
  | 'log_leaf'
  /** A row of the index of subjects does not follow from its record. */
  | 'subject';

export interface Example {
  kind: DifferenceKind;
  what: string;
}

const EXAMPLES_MAX = 10;

/** Counts differences by kind and keeps the first few. */
export class Differences {
  readonly examples: Example[] = [];
  readonly #counts = new Map<DifferenceKind, number>();

  add(kind: DifferenceKind, what: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    if (this.examples.length < EXAMPLES_MAX) this.examples.push({ kind, what });
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  byKind(): Partial<Record<DifferenceKind, number>> {
    return Object.fromEntries(this.#counts);
  }
}
