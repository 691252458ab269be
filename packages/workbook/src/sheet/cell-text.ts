/** Longest text of a cell, in UTF-16 units, that spreadsheet programs know. */
export const CELL_CHARACTERS_MAX = 32_767;

/** Texts of a workbook write what XML cannot hold as `_x0000_` with four hexadecimal digits. */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
