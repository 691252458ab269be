/**
 * Registration number (注册号), GS 15-2006: code of the first registration authority 6, sequence 8, check digit 1
 * (ISO 7064 MOD 11,10). It is kept when the subject moves, so its first six digits do not say where the subject is.
 * Numbers issued before 2007-07-01 have 13 digits and no check digit.
 */

/** Reads a normalised registration number of 15 digits, or of 13 (`kind: 'legacy'`, which nothing can check). */
export function parseRegistrationNumber(text: string): ParsedRegistrationNumber {
  if (text.length !== 15 && text.length !== 13) return { ok: false, fault: 'length' };
  if (!isDigits(text)) return { ok: false, fault: 'charset' };
  if (text.length === 13) return { ok: true, kind: 'legacy', number: text };

  const expected = checkDigit(text);
  if (text[14] !== expected) return { ok: false, fault: 'check', expected };
  return { ok: true, kind: 'checked', number: text };
}

/** The 15th digit for the first 14 (GS 15-2006). Throws a RangeError when `first14` is not 14 digits. */
export function registrationNumberCheckDigit(first14: string): string {
  if (first14.length !== 14 || !isDigits(first14)) throw new RangeError('A registration number body has 14 digits.');
  return checkDigit(first14);
}

function checkDigit(text: string): string {
  let product = 10;
  for (let i = 0; i < 14; i++) {
    const sum = (product + text.charCodeAt(i) - 48) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const charCode = text.charCodeAt(i);
    if (charCode < 48 || charCode > 57) return false;
  }
  return true;
}

export type ParsedRegistrationNumber =
  | { ok: true; kind: 'checked' | 'legacy'; number: string }
  | { ok: false; fault: 'length' | 'charset' | 'check'; expected?: string };
