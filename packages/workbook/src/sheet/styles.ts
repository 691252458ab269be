import { attributeOf, XmlTokenizer } from '../xml/tokenizer.ts';

/** Which of a workbook's cell styles show a number as a date or a time. */
export async function readDateStyles(part: AsyncIterable<Uint8Array>): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let isInCellFormats = false;
  const tokenizer = new XmlTokenizer({
    open: (name, tag) => {
      if (name === 'numFmt') codes.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '');
      else if (name === 'cellXfs') isInCellFormats = true;
      else if (name === 'xf' && isInCellFormats) formats.push(Number(attributeOf(tag, 'numFmtId') ?? 0));
    },
    close: (name) => {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  for await (const bytes of part) tokenizer.push(bytes);
  tokenizer.end();
  return formats.map((id) => {
    const code = codes.get(id);
    return code === undefined ? BUILT_IN_DATES.some(([from, to]) => id >= from && id <= to) : isDateCode(code);
  });
}

/** Numbers of built-in formats that show dates and times (ECMA-376 18.8.30; 27 to 36 and 50 to 58 are those of East Asia). */
const BUILT_IN_DATES: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

/** Whether a format code shows a date: it has letters of one outside quoted texts, escapes and colours. */
export function isDateCode(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]/gi, '');
  return !/general|通用格式/i.test(bare) && /[ymdhs年月日]/i.test(bare);
}
