/** Which leaves the centre holds, and of which it holds an older version of the record: a byte a leaf. */
export class HeldLeaves {
  readonly #states: Uint8Array;
  /** Of the first few outdated leaves, what is held instead. */
  readonly #names = new Map<number, string>();

  constructor(size: number) {
    this.#states = new Uint8Array(size);
  }

  isHeld(leafIndex: number): boolean {
    return ((this.#states[leafIndex] ?? 0) & HELD) !== 0;
  }

  hold(leafIndex: number): void {
    this.#states[leafIndex] = (this.#states[leafIndex] ?? 0) | HELD;
  }

  /** What older version is held beside this leaf itself; tells it once. */
  olderBeside(leafIndex: number): string | undefined {
    if (this.#states[leafIndex] !== (HELD | OUTDATED)) return undefined;
    this.#states[leafIndex] = HELD;
    return this.#names.get(leafIndex) ?? `an older version of leaf ${leafIndex}`;
  }

  holdOlder(leafIndex: number, what: string): void {
    this.#states[leafIndex] = (this.#states[leafIndex] ?? 0) | OUTDATED;
    if (this.#names.size < NAMES_MAX) this.#names.set(leafIndex, what);
  }

  /** What the centre lacks of a current leaf that it does not hold. */
  lackOf(leafIndex: number): { kind: 'missing' | 'wrong_version'; what: string } {
    const kind = ((this.#states[leafIndex] ?? 0) & OUTDATED) !== 0 ? 'wrong_version' : 'missing';
    return { kind, what: this.#names.get(leafIndex) ?? `leaf ${leafIndex}` };
  }
}

const HELD = 1;
const OUTDATED = 2;
const NAMES_MAX = 100;
