import type { Format } from '@necips/domain';
import { openWorkbook, type SheetRow, SpoolFile, type Workbook, WorkbookFault } from '@necips/workbook';
import type { Context } from '../../context.ts';
import { keyOfCells, type StoredCell } from '../../domain/forms/cells-values.ts';
import type { RawChunk } from '../../domain/intake/chunk-builder.ts';
import { IntakeFault } from '../../domain/intake/faults.ts';
import { resolveHeader } from '../../domain/intake/header.ts';
import { RowCollector } from '../../domain/intake/row-collector.ts';
import type { UploadSummary } from '../../domain/intake/upload-reader.ts';
import { storedCell } from '../../domain/intake/workbook-cells.ts';

/**
 * Reads a workbook: spools it, since its directory stands at its end, and turns the rows of the sheet into rows of cells, under the
 * numbers that the sheet shows. Throws an IntakeFault for what is refused as a whole.
 */
export async function readWorkbook(
  { limits, spoolDirectory }: Pick<Context, 'limits' | 'spoolDirectory'>,
  content: AsyncIterable<Buffer>,
  format: Format,
  store: (chunk: RawChunk) => Promise<void>,
): Promise<UploadSummary> {
  await using file = await SpoolFile.create(spoolDirectory);
  await using aside = await SpoolFile.create(spoolDirectory);
  for await (const bytes of content) {
    if (file.size + bytes.length > limits.workbookBytesMax) throw workbookTooLarge(limits.workbookBytesMax);
    await file.append(bytes);
  }
  try {
    const workbook = await openWorkbook(file, aside, {
      inflatedBytesMax: limits.workbookInflatedBytesMax,
      expansionRatioMax: limits.expansionRatioMax,
      rowCharactersMax: limits.rowBytesMax,
    });
    const sheet = chooseSheet(workbook, format);
    const rows = new RowCollector(limits);
    let add: AddRow | undefined;
    for await (const batch of workbook.readRows(sheet)) {
      for (const row of batch) {
        while (rows.lastRow < row.number - 1) rows.skipRow();
        if (add) add(row);
        else add = createAdder(rows, readHeader(row, format), { format, workbook, rowBytesMax: limits.rowBytesMax });
      }
      for (const chunk of rows.takeChunks()) await store(chunk);
    }
    if (!add) throw new IntakeFault('unprocessable', 'empty_file', `工作表“${sheet}”为空 (empty sheet)`);
    const collected = await rows.end();
    for (const chunk of rows.takeChunks()) await store(chunk);
    return { ...collected, form: 'cells', fields: add.fields, encoding: 'utf-8' };
  } catch (error) {
    throw error instanceof WorkbookFault ? asIntakeFault(error) : error;
  }
}

/** The sheet of the template's name if it can be seen, else the only one that can be seen. */
function chooseSheet({ sheets }: Workbook, { title }: Format): string {
  const visible = sheets.filter(({ isVisible }) => isVisible).map(({ name }) => name);
  const [only] = visible;
  if (visible.includes(title)) return title;
  if (visible.length === 1 && only !== undefined) return only;
  const named = visible.slice(0, SHEETS_NAMED).map((name) => `“${name.slice(0, SHEET_CHARACTERS_SHOWN)}”`);
  const found =
    visible.length === 0 ? '没有可见的工作表' : `有 ${visible.length} 张可见的工作表（${named.join('、')}）`;
  const message = `工作簿${found}，请只保留一张，或将要提交的一张命名为“${title}” (which sheet?)`;
  throw new IntakeFault('unprocessable', 'which_sheet', message, { sheets: visible.slice(0, SHEETS_NAMED) });
}

const SHEETS_NAMED = 10;
const SHEET_CHARACTERS_SHOWN = 31;

function readHeader({ cells, isTooLarge }: SheetRow, format: Format): string[] {
  if (isTooLarge) throw new IntakeFault('unprocessable', 'bad_header', '首行过长 (the header is too long)');
  const headings = Array.from(cells, (cell) => {
    if (cell === undefined || typeof cell === 'string') return cell ?? '';
    return 'bad' in cell ? cell.shown : cell.number;
  });
  const header = resolveHeader(headings, format);
  if (!header.ok) throw new IntakeFault('unprocessable', header.reason, header.message, header.details);
  return header.fields;
}

type AddRow = ((row: SheetRow) => void) & { fields: string[] };

function createAdder(
  rows: RowCollector,
  fields: string[],
  { format, workbook, rowBytesMax }: { format: Format; workbook: Workbook; rowBytesMax: number },
): AddRow {
  // The header holds nothing that is recorded.
  rows.skipRow();
  const kinds = fields.map((name) => format.fields.find((field) => field.name === name)?.kind);
  const readKey = keyOfCells(format, fields);
  const add = ({ cells, isTooLarge }: SheetRow) => {
    if (isTooLarge) return rows.reportRow('row_too_large');
    const stored: StoredCell[] = [];
    for (let i = 0; i < Math.max(cells.length, kinds.length); i++) {
      stored.push(storedCell(cells[i], kinds[i], workbook.is1904));
    }
    if (stored.every((cell) => typeof cell === 'string' && cell.trim() === '')) return rows.skipRow();
    const line = Buffer.from(JSON.stringify(stored));
    if (line.length > rowBytesMax) return rows.reportRow('row_too_large');
    return rows.addRow(line, 0, line.length, readKey(stored));
  };
  return Object.assign(add, { fields });
}

function asIntakeFault({ reason, message, details }: WorkbookFault): IntakeFault {
  const code = reason === 'expansion_too_large' || reason === 'too_many_rows' ? 'too_large' : 'unprocessable';
  return new IntakeFault(code, reason, message, details);
}

function workbookTooLarge(bytesMax: number): IntakeFault {
  const message = `工作簿超过上限 ${bytesMax} 字节，请拆分，或改用 CSV (the workbook is too large)`;
  return new IntakeFault('too_large', 'workbook_too_large', message, { bytesMax });
}
