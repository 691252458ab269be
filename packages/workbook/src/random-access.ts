/** Bytes that can be read anywhere, and are not all in memory. */
export interface RandomAccess {
  readonly size: number;
  /** The bytes at a position; fewer only at the end. */
  read(position: number, length: number): Promise<Buffer>;
}
