import type { TextEncoding } from '../csv/encoding.ts';
import { IntakeFault } from './faults.ts';

/** Takes a byte order mark off the start of a file, and the encoding it tells. Throws an IntakeFault for UTF-16. */
export function stripBom(bytes: Buffer): { rest: Buffer; encoding?: TextEncoding } {
  for (const { mark, encoding } of MARKS) {
    if (!bytes.subarray(0, mark.length).equals(mark)) continue;
    if (encoding) return { rest: bytes.subarray(mark.length), encoding };
    const message = '不支持 UTF-16，请将文件另存为 UTF-8 或 GB18030 编码的 CSV (UTF-16 is not supported)';
    throw new IntakeFault('unprocessable', 'unsupported_encoding', message);
  }
  return { rest: bytes };
}

const MARKS: { mark: Buffer; encoding?: TextEncoding }[] = [
  { mark: Buffer.from('efbbbf', 'hex'), encoding: 'utf-8' },
  { mark: Buffer.from('84319533', 'hex'), encoding: 'gb18030' },
  { mark: Buffer.from('fffe', 'hex') },
  { mark: Buffer.from('feff', 'hex') },
];
