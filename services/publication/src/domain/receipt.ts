/** The centre's word on how far it has verified this log. */
export interface CentreReceipt {
  generation: number;
  /** Leaves verified and applied: all below this size. */
  verifiedSize: number;
  /** Root that the centre computed at that size, 32 bytes. */
  root: Uint8Array;
  /** Time of the commit that applied them, milliseconds since the epoch. */
  verifiedAtMs: number;
  /** Our checkpoint of that size with the centre's cosignature; empty where the centre did not sign it. */
  cosignedCheckpoint: string;
  receivedAt: Date;
}
