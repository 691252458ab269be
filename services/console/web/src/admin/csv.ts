/** Saves rows as a CSV file that spreadsheets open with Chinese intact. */
export function saveCsv<Row>(name: string, columns: readonly CsvColumn<Row>[], rows: readonly Row[]): void {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  const text = lines.map((cells) => cells.map((cell) => quoted(cell)).join(',')).join('\r\n');
  const url = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

export interface CsvColumn<Row> {
  title: string;
  value: (row: Row) => string | number | null | undefined;
}

function quoted(cell: string | number | null | undefined): string {
  const text = String(cell ?? '');
  // A spreadsheet would run what begins like a formula.
  const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
