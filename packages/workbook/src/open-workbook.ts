import { posix } from 'node:path';
import type { RandomAccess } from './random-access.ts';
import type { SheetRow } from './sheet/cell.ts';
import { SharedStrings } from './sheet/shared-strings.ts';
import { badSheet, type ParsedRow, type SheetLimits, SheetParser } from './sheet/sheet-parser.ts';
import { readDateStyles } from './sheet/styles.ts';
import type { SpoolFile } from './spool-file.ts';
import { WorkbookFault } from './workbook-fault.ts';
import { attributeOf, XmlTokenizer } from './xml/tokenizer.ts';
import { type ArchiveEntry, readArchive } from './zip/archive.ts';
import { InflationBudget, inflate } from './zip/inflate.ts';

/**
 * Opens an XLSX workbook (ECMA-376) to be read as a stream, by rows: neither the file nor a sheet is ever in memory. `spool` takes
 * what has to be put aside. Throws a WorkbookFault for what is no workbook, and for one with macros or links to others.
 */
export async function openWorkbook(file: RandomAccess, spool: SpoolFile, limits: WorkbookLimits): Promise<Workbook> {
  const entries = await readArchive(file);
  refuseActiveContent(entries);
  const budget = new InflationBudget(file.size, limits);
  const partAt = (name: string) => {
    const entry = entries.get(name);
    return entry && inflate(file, entry, budget);
  };
  const root = await readRelations(partAt('_rels/.rels'), '');
  const main = root.find(({ type }) => type.endsWith('/officeDocument'))?.target;
  const mainPart = main === undefined ? undefined : partAt(main);
  if (main === undefined || !mainPart) throw badWorkbook('no workbook part');
  const relations = await readRelations(partAt(relationsOf(main)), posix.dirname(main));
  const { sheets, is1904 } = await readMainPart(mainPart);
  const targetOf = (type: string) => relations.find((relation) => relation.type.endsWith(type))?.target;
  const stylesPart = partAt(targetOf('/styles') ?? '');
  const dateStyles = stylesPart ? await readDateStyles(stylesPart) : [];
  const strings = new SharedStrings(spool);
  let stringsPart = partAt(targetOf('/sharedStrings') ?? '');

  return {
    sheets: sheets.map(({ name, isVisible }) => ({ name, isVisible })),
    is1904,
    async *readRows(sheetName) {
      const { id } = sheets.find(({ name }) => name === sheetName) ?? {};
      const target = relations.find((relation) => relation.id === id)?.target;
      const part = partAt(target ?? '');
      if (!part) throw badWorkbook('a sheet has no part');
      // Only a workbook of which a sheet is read costs the time to read its texts.
      if (stringsPart) await strings.readPart(stringsPart);
      stringsPart = undefined;
      const parser = new SheetParser(dateStyles, limits);
      const tokenizer = new XmlTokenizer(parser);
      for await (const bytes of part) {
        tokenizer.push(bytes);
        const rows = parser.takeRows();
        if (rows.length > 0) yield await withTexts(rows, strings);
      }
      tokenizer.end();
      const last = parser.takeRows();
      if (last.length > 0) yield await withTexts(last, strings);
      if (parser.merged.length > 0) throw mergedCells(parser.merged);
    },
  };
}

/** What a workbook may cost. */
export interface WorkbookLimits extends SheetLimits {
  /** Bytes that the parts which are read may come to. */
  readonly inflatedBytesMax: number;
  /** How many times the size of the file that may be, once it is beyond 64 MiB. */
  readonly expansionRatioMax: number;
}

export interface Workbook {
  /** In the order of their tabs. */
  readonly sheets: readonly { name: string; isVisible: boolean }[];
  /** Its dates count from 1904. */
  readonly is1904: boolean;
  /**
   * The rows of a sheet that hold something, some at a time. Throws a WorkbookFault where it is damaged, and at its end where it has
   * merged cells, which stand there.
   */
  readRows(sheetName: string): AsyncGenerator<SheetRow[]>;
}

function refuseActiveContent(entries: ReadonlyMap<string, ArchiveEntry>): void {
  const names = [...entries.keys()].map((name) => name.toLowerCase());
  if (names.some((name) => name.endsWith('vbaproject.bin') || name.includes('/macrosheets/'))) {
    throw new WorkbookFault('macros', '工作簿含有宏，请另存为不含宏的 .xlsx (the workbook has macros)');
  }
  if (names.some((name) => name.includes('/externallinks/'))) {
    throw new WorkbookFault(
      'external_links',
      '工作簿链接到其他工作簿，请断开链接后重新保存 (the workbook has external links)',
    );
  }
}

async function withTexts(rows: ParsedRow[], strings: SharedStrings): Promise<SheetRow[]> {
  const indices = new Set<number>();
  for (const { cells } of rows) {
    for (const cell of cells) if (isShared(cell)) indices.add(cell.shared);
  }
  await strings.load(indices);
  for (const { cells } of rows) {
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (!isShared(cell)) continue;
      const text = strings.at(cell.shared);
      if (text === undefined) throw badSheet('a shared text is missing');
      cells[i] = text === '' ? undefined : text;
    }
  }
  return rows as SheetRow[];
}

function isShared(cell: ParsedRow['cells'][number]): cell is { shared: number } {
  return typeof cell === 'object' && 'shared' in cell;
}

async function readMainPart(part: AsyncIterable<Uint8Array>) {
  const sheets: { name: string; id: string; isVisible: boolean }[] = [];
  let is1904 = false;
  await parse(part, (name, tag) => {
    if (name === 'workbookPr') is1904 = /^(1|true|on)$/.test(attributeOf(tag, 'date1904') ?? '');
    if (name !== 'sheet' || sheets.length === SHEETS_MAX) return;
    const isVisible = (attributeOf(tag, 'state') ?? 'visible') === 'visible';
    sheets.push({ name: attributeOf(tag, 'name') ?? '', id: attributeOf(tag, 'r:id') ?? idOf(tag), isVisible });
  });
  return { sheets, is1904 };
}

/** The relation's id where its prefix is not the usual one. */
function idOf(tag: string): string {
  return /\s[\w.-]+:id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? '';
}

interface Relation {
  id: string;
  type: string;
  /** Name of the entry. */
  target: string;
}

async function readRelations(part: AsyncIterable<Uint8Array> | undefined, folder: string): Promise<Relation[]> {
  if (!part) throw badWorkbook('no relations');
  const relations: Relation[] = [];
  await parse(part, (name, tag) => {
    if (name !== 'Relationship' || attributeOf(tag, 'TargetMode') === 'External') return;
    const target = attributeOf(tag, 'Target') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
    if (relations.length === RELATIONS_MAX) throw badWorkbook('too many relations');
    relations.push({ id: attributeOf(tag, 'Id') ?? '', type: attributeOf(tag, 'Type') ?? '', target: path });
  });
  return relations;
}

async function parse(part: AsyncIterable<Uint8Array>, open: (name: string, tag: string) => void): Promise<void> {
  const tokenizer = new XmlTokenizer({ open, close: () => undefined });
  for await (const bytes of part) tokenizer.push(bytes);
  tokenizer.end();
}

const SHEETS_MAX = 1_000;
const RELATIONS_MAX = 10_000;

function relationsOf(name: string): string {
  return posix.join(posix.dirname(name), '_rels', `${posix.basename(name)}.rels`);
}

function badWorkbook(why: string): WorkbookFault {
  return new WorkbookFault('bad_workbook', `不是有效的 XLSX 工作簿 (not a workbook: ${why})`);
}

function mergedCells(ranges: string[]): WorkbookFault {
  const message = `工作表含有合并单元格（${ranges.join('、')}），请取消合并并逐行填写 (merged cells)`;
  return new WorkbookFault('merged_cells', message, { ranges });
}
