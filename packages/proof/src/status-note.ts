import { encodeBase64, type NoteSigner, signNote } from '@necips/tlog';
import { Invalid } from './invalid.ts';
import type { Keys } from './keys.ts';
import { readNoteText, readSignature } from './read-note.ts';
import { readHash, readLabelled, readNumber } from './spelling.ts';

/** Bytes of the longest status that is read. */
export const STATUS_BYTES_MAX = 65_536;
const HEADER = 'necips/status/v1';

/** The centre's signed word about one leaf. */
export function signStatus(status: Status, signer: NoteSigner): string {
  const { origin, size, root, generation, index, leafHash, state, successorIndex, time } = status;
  const lines = [
    HEADER,
    origin,
    size,
    encodeBase64(root),
    `generation ${generation}`,
    `index ${index}`,
    `leaf ${encodeBase64(leafHash)}`,
    `status ${state}${successorIndex === undefined ? '' : ` ${successorIndex}`}`,
    `time ${time}`,
  ];
  return signNote(`${lines.join('\n')}\n`, signer);
}

/** Opens a status under the centre's key. Throws Invalid `too_large`, `malformed` or `signature`. */
export function openStatus(note: Uint8Array, keys: Keys): Status {
  if (note.length > STATUS_BYTES_MAX) {
    throw new Invalid('too_large', `文件超过 ${STATUS_BYTES_MAX} 字节 (more than ${STATUS_BYTES_MAX} bytes)`);
  }
  const status = parseStatus(readNoteText(note));
  if (!keys.centre) throw new Invalid('signature', '没有总局的密钥 (no key of the centre to check it with)');
  if (!readSignature(note, keys.centre.note, 'signature')) {
    throw new Invalid('signature', '没有总局的签名 (the centre has not signed)');
  }
  return status;
}

function parseStatus(text: string): Status {
  const lines = text.split('\n').slice(0, -1);
  const [header, origin = '', size = '', root = '', generation, index, hash, state, time] = lines;
  if (header !== HEADER || origin === '' || lines.length !== LINES) throw notStatus();
  const status = {
    origin,
    size: readNumber(size),
    root: readHash(root),
    generation: readNumber(readLabelled(generation, 'generation')),
    index: readNumber(readLabelled(index, 'index')),
    leafHash: readHash(readLabelled(hash, 'leaf')),
    ...parseState(readLabelled(state, 'status')),
    time: readNumber(readLabelled(time, 'time')),
  };
  const isLater = status.successorIndex === undefined || status.successorIndex > status.index;
  if (status.generation < 1 || !isLater || status.size <= (status.successorIndex ?? status.index)) throw notStatus();
  return status;
}

function parseState(text: string): { state: LeafState; successorIndex?: number } {
  if (text === 'current') return { state: 'current' };
  const [, state, later] = /^(superseded|withdrawn) (.*)$/.exec(text) ?? [];
  if (!state || later === undefined) throw notStatus();
  return { state: state as LeafState, successorIndex: readNumber(later) };
}

function notStatus(): Invalid {
  return new Invalid('malformed', '不是总局的状态说明 (not a status of the centre)');
}

const LINES = 9;

/** Whether a publishing leaf is still what a province shows. */
export type LeafState = 'current' | 'superseded' | 'withdrawn';

/** What the centre says of one leaf of one log. */
export interface Status {
  /** The province's log. */
  readonly origin: string;
  /** Leaves that the centre has verified and applied. */
  readonly size: number;
  /** Root at that size, 32 bytes. */
  readonly root: Uint8Array;
  /** From 1. */
  readonly generation: number;
  readonly index: number;
  /** The leaf's hash in the tree, 32 bytes. */
  readonly leafHash: Uint8Array;
  readonly state: LeafState;
  /** A later leaf about the same record; absent where the leaf is current. */
  readonly successorIndex?: number | undefined;
  /** When this was said, seconds since the epoch. */
  readonly time: number;
}
