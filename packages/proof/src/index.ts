export type { Check } from './invalid.ts';
export { formatProof, PROOF_BYTES_MAX, type ProofFile } from './proof-file.ts';
export type { ProofContent } from './record-bytes.ts';
export { type LeafState, STATUS_BYTES_MAX, type Status, signStatus } from './status-note.ts';
export { type ProofOptions, type ValidVerdict, type Verdict, verifyProof } from './verify-proof.ts';
