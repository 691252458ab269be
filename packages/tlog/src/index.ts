export { type Checkpoint, formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
export { COMMITMENT_SALT_BYTES, type CommitmentKind, commitment } from './commitment.ts';
export { CompactRange, type NodeCollector } from './compact-range.ts';
export { decodeEntryBundle, ENTRY_BYTES_MAX, encodeEntryBundle } from './entry-bundle.ts';
export { LogError, type LogErrorCode } from './errors.ts';
export { type FetchTile, type HashReader, tileHashReader } from './hash-reader.ts';
export { emptyRoot, equalBytes, HASH_BYTES, leafHash, nodeHash, rootOf, splitHashes } from './hashing.ts';
export { LatestLeaves } from './latest-leaves.ts';
export {
  decodeLeaf,
  encodeLeaf,
  LEAF_BYTES,
  type Leaf,
  type LeafContent,
  type LeafOp,
  PSEUDONYM_BYTES,
  type PublicLeafContent,
  verifyLeafContent,
  verifyPublicContent,
} from './leaf.ts';
export { NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX, type OpenedNote, openNote, signNote } from './note.ts';
export { makeKey, type NoteSigner, type NoteVerifier, parseSignerKey, parseVerifierKey } from './note-key.ts';
export { consistencyProof, inclusionProof } from './proofs.ts';
export { partialWidth, TILE_BYTES, TILE_WIDTH, type TileAddress, tileWidth } from './tile.ts';
export { entryBundlePath, type ParsedTilePath, parseTilePath, tilePath } from './tile-path.ts';
export { type PartialTileStore, partialTile, readTile, type TileStore } from './tile-store.ts';
export { type FullTile, TileWriter } from './tile-writer.ts';
export { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify-proofs.ts';
