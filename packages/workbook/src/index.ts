// Reading and writing XLSX workbooks, for files that strangers send and that do not fit into memory.

export { openWorkbook, type Workbook, type WorkbookLimits } from './open-workbook.ts';
export type { RandomAccess } from './random-access.ts';
export type { BadCell, CellValue, NumberCell, SheetRow } from './sheet/cell.ts';
export { dateOfSerial } from './sheet/serial-date.ts';
export { SpoolFile } from './spool-file.ts';
export { WorkbookFault, type WorkbookFaultReason } from './workbook-fault.ts';
export { SHEET_ROWS_MAX, writeRows } from './write-rows.ts';
export { type ColumnToWrite, type SheetToWrite, writeWorkbook } from './write-workbook.ts';
