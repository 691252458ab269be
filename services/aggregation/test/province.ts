// A province for tests: builds real signed batches in the process and serves its log over real HTTP and gRPC.

import { randomBytes } from 'node:crypto';
import {
  type CanonicalValue,
  canonicalJson,
  formatRecordId,
  REGISTRATION_FORMAT,
  REGISTRATION_ITEM,
} from '@necips/domain';
import { type FollowedLog, followingLeaf, type PublishedBatch, type PublishedLeaf } from '@necips/exchange';
import { necips } from '@necips/proto';
import type { IncomingMessage } from '@necips/runtime';
import {
  CompactRange,
  commitment,
  encodeLeaf,
  keyRotationCommitment,
  leafHash,
  makeKey,
  type NoteSigner,
  parseSignerKey,
  signCheckpoint,
} from '@necips/tlog';

/** A registration as a test describes it; whatever it does not say is filled in. */
export interface Registration {
  code: string;
  name: string;
  formerNames?: string[];
  establishedOn?: string;
  statusText?: string;
  /** The public part as it is, to lie with. */
  publicPart?: string;
  /** Overrides of the head's members, to lie with. */
  head?: Record<string, string | number>;
}

/** A registration of a subject of the tests' own; `n` makes its code. */
export function aRegistration(n: number, given: Partial<Registration> = {}): Registration {
  return { code: codeOf(n), name: `杭州测试${n}号科技有限公司`, ...given };
}

/** A code that looks like a USCC; nothing at the centre reads more out of it. */
export function codeOf(n: number): string {
  return `91330000MA${String(n).padStart(8, '0')}`;
}

/** Builds and signs the log of one province. */
export class TestProvince {
  readonly node: string;
  readonly origin: string;
  readonly generation: number;
  readonly verifierKey: string;
  readonly batches: PublishedBatch[] = [];
  readonly leaves: Uint8Array[] = [];
  checkpoint = '';
  readonly #key: { signerKey: string; verifierKey: string };
  #signer: NoteSigner;
  #rotations = 0;
  readonly #range = new CompactRange();
  readonly #records = new Map<string, { pseudonym: Uint8Array; version: number; leafIndex: number }>();
  #timeMs = 1_800_000_000_000;
  #offset = 0;

  constructor(node = '330000', key?: { signerKey: string; verifierKey: string }, generation = 1) {
    this.node = node;
    this.generation = generation;
    this.origin = `log.${node}.necips.example/${generation}`;
    this.#key = key ?? makeKey(this.origin);
    this.verifierKey = this.#key.verifierKey;
    this.#signer = parseSignerKey(this.#key.signerKey);
  }

  /** The same log with the same key as it stands now, to go on apart: a backup, or a second face. */
  copy(): TestProvince {
    const copy = new TestProvince(this.node, this.#key, this.generation);
    copy.batches.push(...this.batches);
    copy.leaves.push(...this.leaves);
    copy.checkpoint = this.checkpoint;
    copy.#range.appendMany(this.leaves.map(leafHash));
    for (const [recordId, record] of this.#records) copy.#records.set(recordId, { ...record });
    copy.#timeMs = this.#timeMs;
    copy.#offset = this.#offset + 1_000_000;
    return copy;
  }

  /** The next generation of the log, empty, with a key of its own; its leaves are not earlier than this log's. */
  next(): TestProvince {
    const next = new TestProvince(this.node, undefined, this.generation + 1);
    next.#timeMs = this.#timeMs;
    next.#offset = this.#offset + 1_000_000;
    return next;
  }

  /** This log as one that is followed. */
  get followed(): FollowedLog {
    return { generation: this.generation, size: this.size, root: this.root, checkpoint: this.checkpoint };
  }

  /** Signs, alone in a batch, the leaf that names the log that is followed: as the first, or that all is carried over. */
  follow(followed: FollowedLog, records: number): PublishedBatch {
    const leaf = followingLeaf(followed, { records, timeMs: ++this.#timeMs });
    return this.#batch([{ ...NO_CONTENT, leaf, contentGone: false, collectedAtMs: 0 }]);
  }

  /** Signs a batch that withdraws a record which the new log has not carried over: under the pseudonym that it had in the old one. */
  withdrawOf(older: TestProvince, code: string): PublishedBatch {
    const recordId = this.recordIdOf(code);
    const known = older.#records.get(recordId);
    if (known) this.#records.set(recordId, { ...known });
    return this.withdraw(code);
  }

  get size(): number {
    return this.leaves.length;
  }

  get root(): Uint8Array {
    return this.#range.root();
  }

  recordIdOf(code: string): string {
    return formatRecordId({ node: this.node, item: REGISTRATION_ITEM, businessKey: code });
  }

  /** Signs a batch that publishes these registrations. */
  publish(...registrations: Registration[]): PublishedBatch {
    return this.#batch(registrations.map((registration) => this.#published(registration)));
  }

  /** Signs a batch that withdraws these subjects' registrations. */
  withdraw(...codes: string[]): PublishedBatch {
    return this.#batch(codes.map((code) => this.#withdrawn(code)));
  }

  /** Signs, alone in a batch, the leaf by which the log gets another key; everything after is signed by that. */
  rotate(): PublishedBatch {
    const { signerKey, verifierKey } = makeKey(this.origin);
    const keyCommitment = keyRotationCommitment(verifierKey);
    const leaf = encodeLeaf({ op: 'rotation', rotation: ++this.#rotations, time: ++this.#timeMs, keyCommitment });
    const batch = this.#batch([{ ...NO_CONTENT, leaf, head: verifierKey, contentGone: false, collectedAtMs: 0 }]);
    this.#signer = parseSignerKey(signerKey);
    return batch;
  }

  /** Signs any leaves as they are, for a province that lies. */
  sign(leaves: PublishedLeaf[]): PublishedBatch {
    return this.#batch(leaves);
  }

  /** A leaf that publishes the registration, not in any batch yet; `overrides` of the leaf's own members, to lie with. */
  leafOf(
    registration: Registration,
    overrides: { pseudonym?: Uint8Array; version?: number; time?: number } = {},
  ): PublishedLeaf {
    return this.#published(registration, overrides);
  }

  /** A signed note of this log about any tree. */
  note(size: number, root: Uint8Array): string {
    return signCheckpoint({ origin: this.origin, size, root }, this.#signer);
  }

  /** The batch as publication would read it back now: content that was superseded or withdrawn is gone. */
  readBack(batch: PublishedBatch): PublishedBatch {
    const current = new Set([...this.#records.values()].map(({ leafIndex }) => leafIndex));
    const leaves = batch.leaves.map((leaf, i): PublishedLeaf => {
      if (leaf.leaf[1] !== 1 || current.has(batch.firstIndex + i)) return leaf;
      return { ...NO_CONTENT, leaf: leaf.leaf, contentGone: true, collectedAtMs: leaf.collectedAtMs };
    });
    return { ...batch, leaves };
  }

  /** A batch as a message of the province's topic, each with an offset of its own. */
  message(content: PublishedBatch | Uint8Array): IncomingMessage {
    const value =
      content instanceof Uint8Array ? content : necips.federation.v1.PublishedBatch.encode(content).finish();
    return {
      topic: `federation.published.v1.${this.node}`,
      partition: 0,
      offset: this.#offset++,
      value: Buffer.from(value),
      headers: {},
      timestampMs: Date.now(),
    };
  }

  #batch(leaves: PublishedLeaf[]): PublishedBatch {
    const firstIndex = this.size;
    for (const { leaf, recordId } of leaves) {
      const record = this.#records.get(recordId);
      if (record) record.leafIndex = this.size;
      this.leaves.push(leaf);
      this.#range.append(leafHash(leaf));
    }
    this.checkpoint = this.note(this.size, this.#range.root());
    const batch = { node: this.node, generation: this.generation, firstIndex, leaves, checkpoint: this.checkpoint };
    this.batches.push(batch);
    return batch;
  }

  #published(
    { code, name, formerNames, establishedOn = '2019-06-01', statusText, head: lies = {}, ...given }: Registration,
    overrides: { pseudonym?: Uint8Array; version?: number; time?: number } = {},
  ): PublishedLeaf {
    const recordId = this.recordIdOf(code);
    const { pseudonym, version } = this.#next(recordId, overrides);
    const time = overrides.time ?? ++this.#timeMs;
    const head = canonicalJson({
      collectedAt: new Date(time).toISOString(),
      format: REGISTRATION_FORMAT,
      item: REGISTRATION_ITEM,
      node: this.node,
      op: 'publish',
      origin: { batch: 'b1', department: '11330000000000000X', row: 1 },
      provider: { code: '11330000000000000X', name: '测试市场监督管理局' },
      recordId,
      subject: { code, name },
      version,
      ...lies,
    } as CanonicalValue);
    const body = { code, name, formerNames, establishedOn, province: '浙江', statusText };
    const publicPart = given.publicPart ?? canonicalJson(body);
    const salt = randomBytes(32);
    const leaf = encodeLeaf({
      op: 'publish',
      pseudonym,
      version,
      time,
      publicCommitment: commitment('public', salt.subarray(0, 16), head, publicPart),
      restrictedCommitment: commitment('restricted', salt.subarray(16), head, ''),
    });
    return {
      leaf,
      recordId,
      salt,
      head,
      publicPart,
      restrictedPart: '',
      contentGone: false,
      collectedAtMs: Date.now(),
      tombstone: new Uint8Array(0),
    };
  }

  #withdrawn(code: string): PublishedLeaf {
    const recordId = this.recordIdOf(code);
    const { pseudonym, version } = this.#next(recordId, {});
    this.#records.delete(recordId);
    const none = new Uint8Array(32);
    const leaf = encodeLeaf({
      op: 'withdraw',
      pseudonym,
      version,
      time: ++this.#timeMs,
      publicCommitment: none,
      restrictedCommitment: none,
    });
    return { ...NO_CONTENT, leaf, recordId, contentGone: false, collectedAtMs: Date.now() };
  }

  #next(recordId: string, overrides: { pseudonym?: Uint8Array; version?: number }) {
    const known = this.#records.get(recordId);
    const pseudonym = overrides.pseudonym ?? known?.pseudonym ?? randomBytes(16);
    const version = overrides.version ?? (known?.version ?? 0) + 1;
    this.#records.set(recordId, { pseudonym, version, leafIndex: -1 });
    return { pseudonym, version };
  }
}

const NO_CONTENT = {
  recordId: '',
  salt: new Uint8Array(0),
  head: '',
  publicPart: '',
  restrictedPart: '',
  tombstone: new Uint8Array(0),
};
