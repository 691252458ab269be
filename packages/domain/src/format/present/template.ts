import type { Format } from '../format.ts';
import { askedFields, choicesOf, exampleText, KIND_LABELS, VISIBILITY_LABELS } from './asked-fields.ts';

/** What a spreadsheet for bulk import (批量导入) consists of; whoever writes the file decides how it looks. */
export interface Template {
  /** `PEN@1`. */
  readonly format: string;
  readonly title: string;
  /** How to fill it in, a sentence a line. */
  readonly notes: readonly string[];
  readonly columns: readonly TemplateColumn[];
}

export interface TemplateColumn {
  readonly field: string;
  /** First row of the sheet. */
  readonly heading: string;
  readonly shortName: string;
  readonly needed: boolean;
  /** Kind of value, in words. */
  readonly kind: string;
  /** UTF-16 units. */
  readonly charactersMax: number | undefined;
  readonly visibility: string;
  readonly explanation: string;
  readonly example: string;
  /** Labels to choose from; empty where anything may be written. */
  readonly choices: readonly string[];
  /** Whether several may be chosen, so that a drop-down list can only help and not bind. */
  readonly multiple: boolean;
}

/** The template of a format. */
export function templateOf(format: Format): Template {
  return {
    format: format.id,
    title: format.title,
    notes: [
      `本模板按格式规范 ${format.id} 制作，适用于“${format.title}”。`,
      '首行为列名，请勿改动；也可使用短名或双公示的列名。自第二行起每行一条记录。',
      '标有“必填”的列不得为空；不适用的列留空。代码列可填代码或名称，多个值以分号隔开。',
      '日期写作 2026-01-02；金额以万元为单位的，写数字即可。',
    ],
    columns: askedFields(format).map(({ field, document, needed }) => ({
      field: field.name,
      heading: field.label,
      shortName: field.shortName ?? '',
      needed,
      kind: KIND_LABELS[field.kind],
      charactersMax: field.charactersMax,
      visibility: VISIBILITY_LABELS[field.visibility],
      explanation: field.explanation,
      example: exampleText(document),
      choices: choicesOf(document).map((code) => code.label),
      multiple: field.kind === 'codes',
    })),
  };
}

/** The template as CSV: the row of headings, and beside it a file that explains each column. UTF-8 with byte order mark. */
export function csvTemplateOf(format: Format): { template: string; explanation: string } {
  const { columns } = templateOf(format);
  const explained = columns.map((column) => [
    column.heading,
    column.field,
    column.shortName,
    column.needed ? '必填' : '',
    column.kind,
    String(column.charactersMax ?? ''),
    column.visibility,
    column.choices.join('；'),
    column.explanation,
    column.example,
  ]);
  const heads = ['列名', '字段名', '短名', '是否必填', '类型', '最大长度', '公示', '可选值', '说明', '示例'];
  return { template: csv([columns.map((column) => column.heading)]), explanation: csv([heads, ...explained]) };
}

/** Spreadsheets take a file for UTF-8 only when it opens with a byte order mark. */
function csv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

function quoted(cell: string): string {
  // A cell that opens like a formula would be run by a spreadsheet.
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
