import type { RandomAccess } from '../random-access.ts';
import { WorkbookFault } from '../workbook-fault.ts';

/** One file of an archive, as its directory tells of it. */
export interface ArchiveEntry {
  name: string;
  isDeflated: boolean;
  crc32: number;
  packedBytes: number;
  /** As it claims; what is inflated is held to it. */
  bytes: number;
  headerAt: number;
}

/**
 * Reads the directory of a ZIP archive (also ZIP64). Nothing is inflated. Throws a WorkbookFault for what is no archive, for names that
 * would lead out of it or occur twice, and for encrypted entries.
 */
export async function readArchive(file: RandomAccess): Promise<Map<string, ArchiveEntry>> {
  const { entries, at, bytes } = await findDirectory(file);
  if (entries > ENTRIES_MAX || bytes > DIRECTORY_BYTES_MAX) throw bad('the directory is too large');
  const directory = await file.read(at, bytes);
  if (directory.length !== bytes) throw bad('the directory is cut off');
  const found = new Map<string, ArchiveEntry>();
  const names = new Set<string>();
  let position = 0;
  for (let i = 0; i < entries; i++) {
    const { entry, next } = readEntry(directory, position);
    position = next;
    // Spreadsheet programs do not tell names apart by case, so neither may a reader.
    const folded = entry.name.toLowerCase();
    if (!isSafeName(entry.name) || names.has(folded)) throw badName(entry.name);
    names.add(folded);
    found.set(entry.name, entry);
  }
  return found;
}

const ENTRIES_MAX = 10_000;
const DIRECTORY_BYTES_MAX = 8 * 1024 * 1024;
const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_BYTES = 56;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_BYTES = 46;
const ENTRY_SIGNATURE = 0x02014b50;
const COMMENT_BYTES_MAX = 0xffff;
const ZIP64_EXTRA = 0x0001;
const NOT_HERE = 0xffffffff;

async function findDirectory(file: RandomAccess): Promise<{ entries: number; at: number; bytes: number }> {
  const tailAt = Math.max(0, file.size - END_BYTES - COMMENT_BYTES_MAX);
  const tail = await file.read(tailAt, file.size - tailAt);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw bad('no end of directory');
  const short = {
    entries: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    at: tail.readUInt32LE(end + 16),
  };
  if (short.at !== NOT_HERE && short.bytes !== NOT_HERE && short.entries !== 0xffff) return short;
  const locator = await file.read(tailAt + end - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.length < LOCATOR_BYTES || locator.readUInt32LE(0) !== LOCATOR_SIGNATURE) throw bad('no ZIP64 locator');
  const end64 = await file.read(toNumber(locator.readBigUInt64LE(8)), END64_BYTES);
  if (end64.length < END64_BYTES || end64.readUInt32LE(0) !== END64_SIGNATURE) throw bad('no ZIP64 directory');
  return {
    entries: toNumber(end64.readBigUInt64LE(32)),
    bytes: toNumber(end64.readBigUInt64LE(40)),
    at: toNumber(end64.readBigUInt64LE(48)),
  };
}

function readEntry(directory: Buffer, at: number): { entry: ArchiveEntry; next: number } {
  if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw bad('a bad entry');
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
  const nameAt = at + ENTRY_BYTES;
  const extraAt = nameAt + nameBytes!;
  const next = extraAt + extraBytes! + commentBytes!;
  if (next > directory.length) throw bad('a cut-off entry');
  if ((flags & 1) !== 0) {
    throw new WorkbookFault('encrypted_workbook', '工作簿已加密，请另存为不加密的 .xlsx (the workbook is encrypted)');
  }
  if (method !== 0 && method !== 8) throw bad(`an unknown compression method ${method}`);
  const sizes = {
    bytes: directory.readUInt32LE(at + 24),
    packedBytes: directory.readUInt32LE(at + 20),
    headerAt: directory.readUInt32LE(at + 42),
  };
  const entry = {
    name: directory.toString('utf8', nameAt, extraAt),
    isDeflated: method === 8,
    crc32: directory.readUInt32LE(at + 16),
    ...withZip64(sizes, directory.subarray(extraAt, extraAt + extraBytes!)),
  };
  return { entry, next };
}

/** Sizes that do not fit stand in an extra field, in this order. */
function withZip64<T extends { bytes: number; packedBytes: number; headerAt: number }>(sizes: T, extra: Buffer): T {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    let value = at + 4;
    for (const key of ['bytes', 'packedBytes', 'headerAt'] as const) {
      if (sizes[key] !== NOT_HERE) continue;
      if (value + 8 > extra.length) throw bad('a bad ZIP64 entry');
      sizes = { ...sizes, [key]: toNumber(extra.readBigUInt64LE(value)) };
      value += 8;
    }
    return sizes;
  }
  return sizes;
}

function isSafeName(name: string): boolean {
  if (name === '' || name.startsWith('/') || /[\\:\0]/.test(name)) return false;
  return !name.split('/').some((segment) => segment === '..' || segment === '.');
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw bad('a size beyond all bounds');
  return Number(value);
}

function badName(name: string): WorkbookFault {
  const shown = name.slice(0, 100).toWellFormed();
  return new WorkbookFault('bad_entry_name', `工作簿内含有不允许的文件名“${shown}” (bad entry name)`, { name: shown });
}

/** A damaged archive. */
export function bad(why: string): WorkbookFault {
  return new WorkbookFault('bad_archive', `文件已损坏或不完整，不是有效的 .xlsx (${why})`);
}
