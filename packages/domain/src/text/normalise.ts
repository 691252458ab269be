/**
 * Three normal forms of a text: of a code (compared and stored), of a published name (stored; keeps what is published)
 * and of a name for comparison and search (never stored as the name). All are idempotent.
 */

// Zero-width characters, direction marks and soft hyphens cannot be seen, so two texts that differ only in them must not
// differ; and a direction mark can make a name read as another.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const SPACE_OR_INVISIBLE = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]+/g;

/** A code (统一社会信用代码, 注册号) as compared: NFKC (full-width to half-width), no spaces of any kind, upper case. */
export function normaliseCode(text: string): string {
  if (isPlainCode(text)) return text;
  // Removing a space and changing the case can both leave a sequence that NFKC composes.
  return text.normalize('NFKC').replace(SPACE_OR_INVISIBLE, '').toUpperCase().normalize('NFKC');
}

/** A name or other text as published: NFC, trimmed, runs of white space as one space, nothing invisible. */
export function normaliseName(text: string): string {
  if (isPlainText(text)) return text;
  // An invisible character may separate a letter from its combining mark, so it has to go before NFC.
  return text.replace(INVISIBLE, '').normalize('NFC').replace(/\s+/g, ' ').trim();
}

/**
 * A name as compared and searched: NFKC (half-width), lower case, all brackets round, middle dots alike, no white space.
 * The name index and its queries both use it, so a change of it needs the index to be rebuilt.
 */
export function searchName(text: string): string {
  if (isPlainSearch(text)) return text;
  return (
    searchCommon(text) ??
    text
      .normalize('NFKC')
      .toLowerCase()
      // Lower-casing and removing invisible characters can both leave a sequence that NFKC composes.
      .replace(SPACE_OR_INVISIBLE, '')
      .normalize('NFKC')
      .replace(/[[{〔【〖《〈]/g, '(')
      .replace(/[\]}〕】〗》〉]/g, ')')
      .replace(/[・•‧∙⋅]/g, '·')
  );
}

/** A term of a code list as compared: like `searchName`, and with one form of comma. */
export function compactName(text: string): string {
  return searchName(text).replaceAll(',', '、');
}

function isPlainCode(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!((c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a))) return false;
  }
  return true;
}

function isPlainSearch(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const plain =
      isHan(c) || (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a) || c === 0x28 || c === 0x29 || c === 0x2d;
    if (!plain) return false;
  }
  return true;
}

/**
 * True only for texts that `normaliseName` would return unchanged. Half of a bulk import's time went into NFC of texts
 * that were normal already, so the common characters (Han, ASCII, Chinese punctuation) are recognised in one pass.
 */
function isPlainText(text: string): boolean {
  let afterSpace = true;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x20) {
      if (afterSpace) return false;
      afterSpace = true;
      continue;
    }
    afterSpace = false;
    const plain =
      isHan(c) || (c > 0x20 && c < 0x7f) || (c >= 0xff01 && c <= 0xff5e) || (c >= 0x3001 && c <= 0x3020) || c === 0xb7;
    if (!plain && !(c >= 0x2013 && c <= 0x2026)) return false;
  }
  return !afterSpace || text.length === 0;
}

/**
 * What `searchName` makes of a text of characters of which NFKC composes none with another: Han, ASCII, its full-width forms, Chinese
 * brackets and the usual dots; undefined where there is any other. Names of documents, 〔2026〕1号, are made of them, and
 * NFKC twice takes ten times as long.
 */
function searchCommon(text: string): string | undefined {
  let found = '';
  for (let i = 0; i < text.length; i++) {
    const written = text.charCodeAt(i);
    if (isHan(written)) {
      found += text[i];
      continue;
    }
    const c = written >= 0xff01 && written <= 0xff5e ? written - 0xfee0 : written;
    if (c === 0x20 || c === 0x3000) continue;
    if (c >= 0x41 && c <= 0x5a) found += String.fromCharCode(c + 0x20);
    else if (OPENING.has(c)) found += '(';
    else if (CLOSING.has(c)) found += ')';
    else if (DOTS.has(c)) found += '·';
    else if ((c > 0x20 && c < 0x7f) || c === 0x3001 || c === 0x3002) found += String.fromCharCode(c);
    else return undefined;
  }
  return found;
}

const codesOf = (characters: string) => new Set(Array.from(characters, (character) => character.charCodeAt(0)));
const OPENING = codesOf('[{〔【〖《〈');
const CLOSING = codesOf(']}〕】〗》〉');
const DOTS = codesOf('·・•');

function isHan(charCode: number): boolean {
  return charCode >= 0x4e00 && charCode <= 0x9fff;
}
