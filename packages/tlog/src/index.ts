export { LogError, type LogErrorCode } from './errors.ts';
export { type BrokenRuleClaim, type IncludedLeaf, type RuleFinding, verifyBrokenRule } from './evidence/broken-rule.ts';
export { type ContradictionClaim, type PrefixProof, verifyContradiction } from './evidence/contradiction.ts';
export {
  type CheckedEvidence,
  checkEvidence,
  EVIDENCE_FORMAT,
  type EvidenceFile,
  type EvidenceProof,
} from './evidence/evidence-file.ts';
export { COMMITMENT_SALT_BYTES, type CommitmentKind, commitment } from './leaves/commitment.ts';
export { keyRotationCommitment } from './leaves/key-rotation.ts';
export { LatestLeaves } from './leaves/latest-leaves.ts';
export {
  decodeLeaf,
  decodeLogLeaf,
  encodeLeaf,
  type GenerationLeaf,
  LEAF_BYTES,
  type Leaf,
  type LeafContent,
  type LeafOp,
  type LogLeaf,
  PSEUDONYM_BYTES,
  type PublicLeafContent,
  type RotationLeaf,
  verifyLeafContent,
  verifyPublicContent,
} from './leaves/leaf.ts';
export { decodeBase64, encodeBase64 } from './notes/base64.ts';
export {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './notes/checkpoint.ts';
export { cosignatureVerifierOf, cosignerOf, cosigningTime } from './notes/cosignature.ts';
export { type LogKey, LogKeys } from './notes/log-keys.ts';
export {
  addSignature,
  findSignature,
  NOTE_BYTES_MAX,
  NOTE_SIGNATURES_MAX,
  type OpenedNote,
  openNote,
  parseNote,
  signNote,
} from './notes/note.ts';
export {
  makeKey,
  type NoteSigner,
  type NoteVerifier,
  parseSignerKey,
  parseVerifierKey,
  verifierKeyOf,
} from './notes/note-key.ts';
export { documentDigest, signDocument, verifyDocument } from './notes/signed-document.ts';
export { decodeEntryBundle, ENTRY_BYTES_MAX, encodeEntryBundle } from './tiles/entry-bundle.ts';
export { partialWidth, TILE_BYTES, TILE_WIDTH, type TileAddress, tileWidth } from './tiles/tile.ts';
export { entryBundlePath, type ParsedTilePath, parseTilePath, tilePath } from './tiles/tile-path.ts';
export { type PartialTileStore, partialTile, readTile, type TileStore } from './tiles/tile-store.ts';
export { type FullTile, TileWriter } from './tiles/tile-writer.ts';
export { CompactRange, type NodeCollector } from './tree/compact-range.ts';
export { type FetchTile, type HashReader, tileHashReader } from './tree/hash-reader.ts';
export { emptyRoot, equalBytes, HASH_BYTES, leafHash, nodeHash, rootOf, splitHashes } from './tree/hashing.ts';
export { consistencyProof, inclusionProof } from './tree/proofs.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './tree/verify-proofs.ts';
