// The public copy (公示副本) and the public queries over it: the same at a province and at the centre.

export { applyChanges } from './copy/apply-changes.ts';
export type { Change, LogPosition } from './copy/change.ts';
export { type Content, type LeafRange, readContents } from './copy/contents.ts';
export { noteErasureDue } from './copy/forget-withdrawn.ts';
export {
  closeGeneration,
  countCarriedOver,
  findGeneration,
  insertGeneration,
  newestGeneration,
  type StoredGeneration,
  updateGenerationRecords,
} from './copy/generations.ts';
export { deleteHidden, findHidden, type HiddenRecord, insertHidden } from './copy/hidden.ts';
export { appendLogBatch, type LogBatch, type NewLogBatch, readLeaves, readLogBatches } from './copy/log-batches.ts';
export { insertLogKeys, listNodeKeys, readLogKeys } from './copy/log-keys.ts';
export { ensureNodePartition } from './copy/partitions.ts';
export { formatPseudonym, parsePseudonym, pseudonymOf } from './copy/pseudonym.ts';
export { findRecordIdsByPseudonym, findRecords, type RecordState } from './copy/records.ts';
export { insertSuperseded, type Superseded } from './copy/superseded.ts';
export { insertTombstones, readTombstones, type Tombstone } from './copy/tombstones.ts';
export { type Erasure, eraseDue } from './erasure/erase-due.ts';
export { type ErasureStatus, ErasureStatusSchema, readErasureStatus } from './erasure/erasure-status.ts';
export { exportErasure, keepErasing } from './erasure/keep-erasing.ts';
export { registerDifferenceRoute } from './http/differences.ts';
export { registerQueryRoutes } from './http/index.ts';
export { LEAF_PATH, registerProofRoutes } from './http/proofs.ts';
export { registerLeafRecordsRoute } from './http/records-of-leaves.ts';
export { EXCHANGE_MIGRATIONS } from './migrations.ts';
export { DIFFERENCE_KINDS, type DifferenceKind, type MendedHow } from './patrol/differences/difference-kind.ts';
export { closeDifference, openDifference } from './patrol/differences/difference-store.ts';
export { changeOf } from './patrol/leaves/check-leaf.ts';
export { SOURCE_LEAVES_MAX, type SourceLeaf } from './patrol/leaves/leaf-source.ts';
export { readSourceLeaves } from './patrol/leaves/read-source-leaves.ts';
export { readBatchHeaders } from './patrol/log/read-batch-headers.ts';
export { keepPatrolling, type Patrol, type PatrolPace } from './patrol/patrol.ts';
export { createPatrolEvents } from './patrol/patrol-events.ts';
export { PatrolRound } from './patrol/patrol-round.ts';
export { describeOpen, type PatrolStatus, PatrolStatusSchema, readPatrolStatus } from './patrol/patrol-status.ts';
export type {
  BatchHeader,
  LeafHashes,
  LeafSource,
  LeafSpan,
  LogStateTable,
  LogTree,
  PatrolContext,
  PatrolEvents,
  PatrolledLog,
  StoredLogState,
  TileTable,
} from './patrol/patrolled-log.ts';
export type { ProofSource, ProvedLog } from './proof/proof-source.ts';
export { type BatchMessage, splitLeaves, type WithdrawnRecord } from './repair/batch-messages.ts';
export { type LogStretch, readBatchMessages } from './repair/read-batch-messages.ts';
export { type RepairedLog, streamBatches } from './repair/stream-batches.ts';
export { queryHandlers } from './rpc/index.ts';
export { readLeavesOf } from './rpc/read-leaves.ts';
export { postgresRecordSource } from './source/postgres-record-source.ts';
export type {
  NameMatch,
  Page,
  PageRequest,
  PublicRecord,
  RecordSource,
  Subject,
  SubjectQuery,
} from './source/record-source.ts';
export { Withholding, withheldSource } from './source/withholding.ts';
export { countCurrentLeaves } from './verification/count-current.ts';
export { type FollowedLog, type Following, followingLeaf } from './verification/follow-log.ts';
export { emptyTail, isSameTail, type LogTail } from './verification/log-tail.ts';
export { cutBefore, endIndexOf, type PublishedBatch, type PublishedLeaf } from './verification/published-batch.ts';
export { findRecordsConcerned } from './verification/records-concerned.ts';
export { BatchRefused, breaksRule, REFUSALS } from './verification/refusal.ts';
export { currentRecords, Succession } from './verification/succession.ts';
export { type LeafChange, type VerifiedBatch, verifyBatch } from './verification/verify-batch.ts';
