import { crc32, deflateRawSync } from 'node:zlib';

/** The parts of a workbook, as text; each can be replaced or added to, to make a hostile one. */
export type Parts = Record<string, string | Buffer>;

/** A sheet as XML of its rows, written by `sheetRows` or by hand. */
export interface TestSheet {
  name: string;
  rows: string;
  state?: string;
  /** What stands behind the rows. */
  after?: string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** A workbook of these sheets. Style 1 shows a date. */
export function workbookParts(sheets: TestSheet[], { date1904 = false, strings = [] as string[] } = {}): Parts {
  const relations = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  const named = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${escape(name)}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  );
  return {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${named.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}">${relations.join('')}<Relationship Id="rId90" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="${OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet ${MAIN}><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${HEAD}<sst ${MAIN}>${strings.map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ rows, after = '' }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `${HEAD}<worksheet ${MAIN}><sheetData>${rows}</sheetData>${after}</worksheet>`,
      ]),
    ),
  };
}

/** Cells of texts, and of XML where one is given as such. */
export type TestCell = string | { xml: string };

/** Rows from number `first` on. */
export function sheetRows(rows: TestCell[][], first = 1): string {
  return rows.map((cells, i) => sheetRow(first + i, cells)).join('');
}

export function sheetRow(number: number, cells: TestCell[]): string {
  const written = cells.map((cell, column) => {
    const reference = `${String.fromCharCode(65 + column)}${number}`;
    if (typeof cell !== 'string') return cell.xml.replace('<c', `<c r="${reference}"`);
    return cell === '' ? '' : `<c r="${reference}" t="inlineStr"><is><t>${escape(cell)}</t></is></c>`;
  });
  return `<row r="${number}">${written.join('')}</row>`;
}

/** A file of one sheet. */
export function aWorkbook(rows: TestCell[][], name = 'Sheet1'): Buffer {
  return zip(workbookParts([{ name, rows: sheetRows(rows) }]));
}

/** Packs parts into a ZIP archive. `claim` may lie about the size of a part. */
export function zip(parts: Parts, claim: Record<string, number> = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const nameBytes = Buffer.from(name);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(bytes), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(claim[name] ?? bytes.length, 8);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(nameBytes.length, 0);
    const common = [VERSION_FLAGS_METHOD_TIME, sizes, lengths];
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), ...common, nameBytes, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), ...common, place, nameBytes]));
    pieces.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, entries, end]);
}

/** Version 2.0, names in UTF-8, deflated, no time. */
const VERSION_FLAGS_METHOD_TIME = Buffer.from('14000008080000000000', 'hex');

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
