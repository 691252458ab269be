/** How deep a record may be nested: an object with a list of objects has three levels. */
const DEPTH_MAX = 8;
/** Digits that every number of this length keeps in IEEE 754 double precision. */
const DIGITS_MAX = 15;

/**
 * What is wrong with a text that is JSON, and that its value no longer shows: a member that occurs twice, of which JSON.parse keeps
 * the last; a number with more digits than a number keeps; or nesting that only costs. `name` is the member or the number.
 */
export function findJsonFault(text: string): { code: JsonFault; name: string } | undefined {
  const levels: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = endOfString(text, i);
      const members = levels.at(-1);
      if (members && isMember(text, end)) {
        const name = nameOf(text.slice(i, end));
        if (members.has(name)) return { code: 'duplicate_member', name };
        members.add(name);
      }
      i = end - 1;
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      if (levels.length === DEPTH_MAX) return { code: 'too_deep', name: String(DEPTH_MAX) };
      levels.push(c === OPEN_OBJECT ? new Set() : undefined);
    } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
      levels.pop();
    } else if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const end = endOfNumber(text, i);
      const number = text.slice(i, end);
      if (losesDigits(number)) return { code: 'imprecise_number', name: number };
      i = end - 1;
    }
  }
  return undefined;
}

export type JsonFault = 'duplicate_member' | 'too_deep' | 'imprecise_number';

/** Whether a written number has more digits than it keeps, or is beyond all numbers. */
export function losesDigits(number: string): boolean {
  if (number.length <= DIGITS_MAX && !/e/i.test(number)) return false;
  const digits = number.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return digits.length > DIGITS_MAX || !Number.isFinite(Number(number));
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;

/** Behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    if (quote < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
}

function isMember(text: string, end: number): boolean {
  let i = end;
  while (text.charCodeAt(i) <= 0x20) i += 1;
  return text.charCodeAt(i) === COLON;
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[0-9.eE+-]/.test(text[end]!)) end += 1;
  return end;
}
