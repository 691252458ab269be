import { type Format, type TemplateColumn, templateOf } from '@necips/domain';
import { type SheetToWrite, writeWorkbook } from '@necips/workbook';

/**
 * The template of a format as a workbook: a sheet with the headings, each with its explanation, and drop-down lists; one that explains
 * how to fill it in; and, hidden, the values to choose from.
 */
export async function makeTemplate(format: Format): Promise<Uint8Array> {
  const { title, notes, columns } = templateOf(format);
  const chosen = columns.filter(({ choices }) => choices.length > 0);
  const longest = Math.max(0, ...chosen.map(({ choices }) => choices.length));
  const sheets: SheetToWrite[] = [
    {
      name: title.slice(0, SHEET_NAME_MAX),
      rows: [columns.map(({ heading }) => heading)],
      columns: columns.map((column) => {
        const choices = {
          sheet: CHOICES,
          column: chosen.indexOf(column),
          rows: column.choices.length,
          isBinding: !column.multiple,
        };
        const width = Math.max(WIDTH_MIN, column.heading.length * 2 + 2);
        return { width, note: noteOf(column), ...(choices.rows > 0 && { choices }) };
      }),
    },
    {
      name: '填写说明',
      rows: [
        EXPLAINED,
        ...columns.map((column) => [
          column.heading,
          column.field,
          column.shortName,
          column.needed ? '必填' : '',
          column.kind,
          column.explanation,
          column.example,
          column.choices.join('；'),
        ]),
        [],
        ...notes.map((note) => [note]),
      ],
      columns: EXPLAINED.map((_, column) => ({ width: column === EXPLANATION_COLUMN ? 60 : 20 })),
    },
  ];
  if (longest === 0) return await writeWorkbook(sheets);
  const rows = Array.from({ length: longest }, (_, row) => chosen.map(({ choices }) => choices[row] ?? ''));
  return await writeWorkbook([
    ...sheets,
    { name: CHOICES, isHidden: true, rows, columns: chosen.map(() => ({ width: WIDTH_MIN })) },
  ]);
}

const CHOICES = '可选值';
const EXPLAINED = ['列名', '字段名', '短名', '是否必填', '类型', '说明', '示例', '可选值'];
const EXPLANATION_COLUMN = 5;
const SHEET_NAME_MAX = 31;
const WIDTH_MIN = 14;

function noteOf({ needed, kind, explanation, example }: TemplateColumn): string {
  return [`${needed ? '必填。' : ''}${kind}。`, explanation, example && `示例：${example}`].filter(Boolean).join('\n');
}
