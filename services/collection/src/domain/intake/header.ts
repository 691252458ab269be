import type { Format } from '@necips/domain';
import { splitCells } from '../csv/cells.ts';
import { decodeText, encodingOf, type TextEncoding } from '../csv/encoding.ts';
import { findMarkColumn, MARK_FIELD } from './change-mark.ts';

/**
 * Reads the first row of a file: which field each column holds, and the encoding as far as the row shows it. A file whose
 * header is wrong is refused as a whole, before any of its rows is looked at.
 */
export function readHeader(row: Buffer, known: TextEncoding | undefined, format: Format): HeaderReading {
  if (row.includes(0)) return fault('nul_in_header', '表头含有空字符（NUL），不是 CSV 文本 (NUL in the header)');
  const shown = known ?? encodingOf(row);
  const first = resolve(row, shown ?? 'utf-8', format);
  // The bytes of a GB18030 header can happen to be valid UTF-8; then only GB18030 gives column names that are known.
  if (first.ok || known !== undefined || shown !== 'utf-8') return { ...first, encoding: shown };
  const second = resolve(row, 'gb18030', format);
  return second.ok ? { ...second, encoding: 'gb18030' } : { ...first, encoding: shown };
}

export type HeaderReading = ResolvedHeader & { encoding?: TextEncoding | undefined };

export type ResolvedHeader =
  | { ok: true; fields: string[] }
  | { ok: false; reason: HeaderFault; message: string; details: Record<string, unknown> };

export type HeaderFault = 'nul_in_header' | 'unknown_column' | 'missing_column' | 'duplicate_column' | 'not_csv';

/** Headings named in one answer at most, and characters of each. */
const HEADINGS_MAX = 20;
const HEADING_CHARACTERS_MAX = 50;

function resolve(row: Buffer, encoding: TextEncoding, format: Format): ResolvedHeader {
  return resolveHeader(splitCells(decodeText(row, encoding), true), format);
}

/** Which field each heading stands for, or what is wrong with the headings. */
export function resolveHeader(cells: string[], format: Format): ResolvedHeader {
  const mark = findMarkColumn(cells, format);
  const resolved = format.resolveColumns(mark < 0 ? cells : cells.toSpliced(mark, 1));
  if (resolved.ok)
    return { ok: true, fields: mark < 0 ? resolved.fields : resolved.fields.toSpliced(mark, 0, MARK_FIELD) };
  const [unknown, duplicate, missing] = [resolved.unknown, resolved.duplicate, resolved.missing].map(short);
  const details = { unknownColumns: unknown, missingColumns: missing, duplicateColumns: duplicate };
  if (cells.length === 1) {
    return { ...fault('not_csv', `首行不是以逗号分隔的表头：${quote(short(cells))} (not CSV)`), details };
  }
  if (unknown && unknown.length > 0) {
    return { ...fault('unknown_column', `未知的列：${quote(unknown)} (unknown column)`), details };
  }
  if (duplicate && duplicate.length > 0) {
    return { ...fault('duplicate_column', `重复的列：${quote(duplicate)} (duplicate column)`), details };
  }
  return { ...fault('missing_column', `缺少列：${quote(missing ?? [])} (missing column)`), details };
}

function fault(reason: HeaderFault, message: string): Extract<ResolvedHeader, { ok: false }> {
  return { ok: false, reason, message, details: {} };
}

function short(headings: string[]): string[] {
  return headings.slice(0, HEADINGS_MAX).map((heading) => heading.slice(0, HEADING_CHARACTERS_MAX));
}

function quote(headings: string[]): string {
  return headings.map((heading) => `“${heading}”`).join('、');
}
