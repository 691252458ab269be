import { IntakeFault } from './faults.ts';

/** What a file may be sent as. */
export type FileForm = 'csv' | 'json' | 'xlsx';

/**
 * What a file is, by its first bytes: a workbook and JSON Lines are known by themselves, and what is neither is what it was declared
 * as, or else CSV. Throws an IntakeFault for what is known and not taken.
 */
export function recogniseForm(start: Buffer, declared: FileForm | undefined): FileForm {
  if (start.subarray(0, ZIP.length).equals(ZIP)) return 'xlsx';
  if (start.subarray(0, COMPOUND.length).equals(COMPOUND)) {
    const message =
      '不支持旧版 .xls 或加密的工作簿，请另存为不加密的 .xlsx (old .xls and encrypted workbooks are not supported)';
    throw new IntakeFault('unprocessable', 'unsupported_workbook', message);
  }
  const first = /[^\s\ufeff]/.exec(start.toString('utf8', 0, FIRST_BYTES))?.[0];
  if (first === '{') return 'json';
  if (first === '[') {
    const message = '请每行写一个 JSON 对象，不要写成一个数组 (one object a line, not one array)';
    throw new IntakeFault('unprocessable', 'json_array', message);
  }
  if (declared === 'xlsx' && first !== undefined) {
    throw new IntakeFault('unprocessable', 'not_xlsx', '内容不是 XLSX 工作簿 (not an XLSX workbook)');
  }
  return declared ?? 'csv';
}

const ZIP = Buffer.from('504b0304', 'hex');
/** An old workbook, or an encrypted new one. */
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Where the first character of a text is looked for. */
const FIRST_BYTES = 1_024;
