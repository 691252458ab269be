// A province's log in memory, the same in every run, and everything that can be said of it. The keys are for tests only.
import { createHash } from 'node:crypto';
import {
  addSignature,
  commitment,
  cosignerOf,
  encodeLeaf,
  inclusionProof,
  type LeafOp,
  leafHash,
  parseSignerKey,
  rootOf,
  signCheckpoint,
} from '@necips/tlog';
import { formatProof, type LeafState, type ProofContent, type Status, signStatus } from '../src/index.ts';

export const ORIGIN = 'necips.local/330000';
export const PROVINCE = {
  signerKey: 'PRIVATE+KEY+necips.local/330000+54a4ec58+AR5uqotORs5CzpwcY76MnYTkTKzGlPPkBuMk29zQN1VQ',
  verifierKey: 'necips.local/330000+54a4ec58+AVTCV4Bbh1XTF36ODNSy2Dqqzl8zyq5jMu8a/xTDrHk1',
};
/** The key to which the province changed later. */
export const PROVINCE_LATER = {
  signerKey: 'PRIVATE+KEY+necips.local/330000+b2fc12da+AQLV46wbWNBnJ69Of5IgTb5dB7ytTpKVMowqycyUYV/l',
  verifierKey: 'necips.local/330000+b2fc12da+AdXyoygA5wuAGiG+bk4ktMlxvgFmFb3yFKc/5pJs1E41',
};
export const OTHER_PROVINCE = {
  signerKey: 'PRIVATE+KEY+necips.local/440000+fa4827b7+Aen8tVaveqh1gh6ajiKQ8hc9EBRtTr+GAw+7lO6lh5O4',
  verifierKey: 'necips.local/440000+fa4827b7+AXMTFC1VTSnTUwgIZ73Vs5C8R0o9C0jN/rvhAi0mct+m',
};
export const CENTRE = {
  signerKey: 'PRIVATE+KEY+necips.local/centre+f445d4a8+AVLaEFTJBoUKVFIhFyK522wNVKpkkbimL+UVSc7WDUfG',
  verifierKey: 'necips.local/centre+f445d4a8+ASbLUt3tk7opkumVSdX1zKtfleaVQ8HLOGMmkicZ3xdY',
};

/** When the centre says what it says, seconds since the epoch. */
export const SAID_AT = 1_767_225_700;

/** A log of `size` leaves: leaf 3 publishes record a, 7 its second version; 5 publishes record b, 12 withdraws it. Heads may be made to lie about the version. */
export function aLog(size = 20, headVersion?: number): TestLog {
  const named: Record<number, { record: string; version: number; op: LeafOp }> = {
    3: { record: 'a', version: 1, op: 'publish' },
    5: { record: 'b', version: 1, op: 'publish' },
    7: { record: 'a', version: 2, op: 'publish' },
    12: { record: 'b', version: 2, op: 'withdraw' },
  };
  const leaves = Array.from({ length: size }, (_, index) =>
    aLeaf({ index, headVersion, ...(named[index] ?? { record: `filler ${index}`, version: 1, op: 'publish' }) }),
  );
  return new TestLog(leaves);
}

export class TestLog {
  readonly leaves: readonly TestLeaf[];
  readonly #hashes: Uint8Array[];

  constructor(leaves: readonly TestLeaf[]) {
    this.leaves = leaves;
    this.#hashes = leaves.map(({ entry }) => leafHash(entry));
  }

  root(size = this.leaves.length): Uint8Array {
    return rootOf(this.#hashes.slice(0, size));
  }

  leafHash(index: number): Uint8Array {
    return this.#hashes[index] as Uint8Array;
  }

  /** The signed checkpoint of a size, with the centre's cosignature where asked for. */
  checkpoint({ size = this.leaves.length, signerKey = PROVINCE.signerKey, cosigned = false } = {}): string {
    const note = signCheckpoint({ origin: ORIGIN, size, root: this.root(size) }, parseSignerKey(signerKey));
    return cosigned ? addSignature(note, cosignerOf(CENTRE.signerKey, SAID_AT)) : note;
  }

  /** The proof file of a leaf. */
  async proof(index: number, { shown = true, ...options }: ProofShape = {}): Promise<string> {
    const { entry, content } = this.leaves[index] as TestLeaf;
    const hashes = await inclusionProof(index, options.size ?? this.leaves.length, {
      readHashes: async (level, start, end) =>
        Array.from({ length: end - start }, (_, i) =>
          rootOf(this.#hashes.slice((start + i) * 2 ** level, (start + i + 1) * 2 ** level)),
        ),
    });
    return formatProof({
      leaf: entry,
      content: shown ? content : undefined,
      index,
      hashes,
      checkpoint: options.checkpoint ?? this.checkpoint(options),
    });
  }

  /** The centre's word about a leaf. */
  status(index: number, state: LeafState, change: Partial<Status> = {}, signerKey = CENTRE.signerKey): string {
    const size = change.size ?? this.leaves.length;
    const root = this.root(size);
    const about = { origin: ORIGIN, size, root, generation: 1, index, leafHash: this.leafHash(index), time: SAID_AT };
    return signStatus({ ...about, state, ...change }, parseSignerKey(signerKey));
  }
}

function aLeaf({ index, record, version, op, headVersion = version }: LeafShape): TestLeaf {
  const bytes = (text: string, length: number) => createHash('sha256').update(text).digest().subarray(0, length);
  const head = JSON.stringify({ op, recordId: `330000/REG/${encodeURIComponent(record)}`, version: headVersion });
  const publicPart = JSON.stringify({ 名称: `示例${record}有限公司`, 𠮷: version });
  const content = { publicSalt: bytes(`salt ${index}`, 16), head, publicPart };
  const isShown = op === 'publish';
  const entry = encodeLeaf({
    op,
    pseudonym: bytes(record, 16),
    version,
    time: 1_767_225_600_000 + index,
    publicCommitment: isShown ? commitment('public', content.publicSalt, head, publicPart) : new Uint8Array(32),
    restrictedCommitment: isShown
      ? commitment('restricted', bytes(`restricted ${index}`, 16), head, '')
      : new Uint8Array(32),
  });
  return { entry, content: isShown ? content : undefined };
}

interface LeafShape {
  index: number;
  record: string;
  version: number;
  op: LeafOp;
  headVersion?: number | undefined;
}

interface TestLeaf {
  entry: Uint8Array;
  content: ProofContent | undefined;
}

interface ProofShape {
  shown?: boolean;
  size?: number;
  signerKey?: string;
  cosigned?: boolean;
  /** Stands in place of the log's own. */
  checkpoint?: string;
}
