import type { Executor, Sql, Transaction } from '@necips/runtime';
import type { CompactRange, FullTile, TileWriter } from '@necips/tlog';
import type { LogPosition } from '../copy/change.ts';
import type { DifferenceKind, MendedHow } from './differences/difference-kind.ts';
import type { SourceLeaf } from './leaves/leaf-source.ts';

/** A log with its public copy, as the patrol of either level looks at it. */
export interface PatrolledLog {
  /** Six digits. */
  readonly node: string;
  /** Opens a checkpoint that a key of this log has signed; throws LogError for any other. */
  readonly open: (note: string) => { size: number; root: Uint8Array };
  /** The table that says where the log stands, and whose lock keeps writers of the log apart. */
  readonly state: LogStateTable;
  /** Who else holds the log. */
  readonly source: LeafSource;
  /** What only this level stores besides: tiles at a province. */
  readonly tiles?: TileTable;
  /** Nodes whose subjects stand in this copy; a subject of any other follows from nothing. */
  readonly nodes: () => readonly string[];
  /** The size and root that were signed as known from elsewhere than the database; a province's fsynced mark. */
  readonly anchor?: () => Promise<Anchor | undefined>;
  /** Called when the state was written anew: what is kept of it in memory is old. */
  readonly stateMended?: () => void;
  /** Whether the copy is in a state to be looked at; until then only the log's state is. */
  readonly isReady?: () => Promise<boolean>;
  /** What is looked at and mended besides, at the end of a round; returns how many differences were found. */
  readonly besides?: (tree: { generation: number; size: number }) => Promise<number>;
}

/** A signed tree of one generation. */
export interface Anchor {
  generation: number;
  size: number;
  root: Uint8Array;
}

/** The row that says where a log stands, whatever may have become of it. */
export interface LogStateTable {
  /** As stored; undefined where the row is gone. With `lock`, locked for the rest of the transaction. */
  read(executor: Executor, options?: { lock: boolean }): Promise<StoredLogState | undefined>;
  /** Makes the row say this tree. */
  write(tx: Transaction, tree: LogTree): Promise<void>;
}

/** What a log state says. */
export interface StoredLogState {
  generation: number;
  size: number;
  root: Uint8Array;
  checkpoint: string;
  lastLeafTimeMs: number;
  /** Undefined where this level stores none. */
  compactRange?: Uint8Array;
}

/** A log as recomputed from its leaves and its signed checkpoint. */
export interface LogTree {
  generation: number;
  size: number;
  root: Uint8Array;
  checkpoint: string;
  /** Of the last leaf, milliseconds since the epoch; 0 without leaves. */
  lastLeafTimeMs: number;
  range: CompactRange;
}

/**
 * Another holder of the log: the province for the centre, the centre for a province. What it sends is held against signed roots
 * and leaves before it counts. Every method throws where it cannot be reached.
 */
export interface LeafSource {
  /** Single leaves with the content that they still have; at most `SOURCE_LEAVES_MAX`. */
  readLeaves(generation: number, indexes: readonly number[], signal: AbortSignal): Promise<SourceLeaf[]>;
  /** Where the signed batches begin that cover leaves `from` … `to` - 1, and their checkpoints. */
  readCheckpoints(generation: number, range: LeafSpan, signal: AbortSignal): Promise<BatchHeader[]>;
  /** Hashes of the leaves `from` … `to` - 1; undefined where only leaves are to be had. */
  leafHashes(generation: number, range: LeafSpan, signal: AbortSignal): Promise<LeafHashes | undefined>;
}

/** Half-open. */
export interface LeafSpan {
  from: number;
  to: number;
}

export interface LeafHashes {
  hashes: Uint8Array[];
  /** Bytes that were fetched. */
  bytes: number;
}

/** A signed batch without its leaves. */
export interface BatchHeader {
  firstIndex: number;
  checkpoint: string;
  /** Milliseconds since the epoch. */
  collectedAtMs: number;
}

/** The full tiles of a log, where they are stored. */
export interface TileTable {
  /** The tree of `size` leaves, to be gone on with, as stored leaves and tiles have it. Throws LogError `missing`. */
  open(executor: Executor, log: LogPosition, size: number): Promise<TileWriter>;
  /** Those of these tiles that are not stored, or not so. */
  differing(executor: Executor, generation: number, tiles: readonly FullTile[]): Promise<FullTile[]>;
  write(tx: Transaction, generation: number, tiles: readonly FullTile[]): Promise<void>;
  /** Deletes tiles that a tree of `size` leaves does not have, and those of no generation; returns how many. */
  deleteBeyond(tx: Transaction, generation: number, size: number): Promise<number>;
}

/** What the parts of the patrol of one log use. */
export interface PatrolContext {
  sql: Sql;
  log: PatrolledLog;
  events: PatrolEvents;
}

/** What the patrol tells as it goes. */
export interface PatrolEvents {
  leavesPatrolled(node: string, leaves: number): void;
  differenceFound(node: string, found: { kind: DifferenceKind; leafIndex: number | null }): void;
  differenceMended(node: string, mended: { kind: DifferenceKind; leafIndex: number | null; how: MendedHow }): void;
  /** The source sent something for a leaf that the leaf does not commit to. */
  sourceContradicts(node: string, leafIndex: number): void;
  /** What could not be mended stays open and is tried again. */
  mendingFailed(node: string, error: unknown): void;
  roundEnded(node: string, round: { round: number; leaves: number; differences: number; durationMs: number }): void;
  patrolFailed(node: string, error: unknown): void;
}
