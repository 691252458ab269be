/**
 * Unified social credit code (统一社会信用代码), GB 32100-2015: registration authority 1, category 1, division 6,
 * organisation code 9 (GB 11714-1997, which carries a check character of its own), check character 1.
 */
import { findUsccPrefix } from './uscc-prefix.ts';

/** The 31 characters of GB 32100 in order of value: digits and capitals without I, O, S, V, Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const ORGANISATION_CHECK = '0123456789X';

const VALUES = valuesByCharCode(ALPHABET);
/** GB 11714 numbers A–Z without a gap, unlike GB 32100: mixing the two tables is a classic bug. */
const ORGANISATION_VALUES = valuesByCharCode('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/**
 * Reads a USCC. The text must already be normalised (`normaliseCode`): a lower-case letter is a `charset` fault.
 * Faults are looked for in the order length, charset, division, check, inner-check; `expected` is the character that
 * position 18 (`check`) or 17 (`inner-check`) would have to hold. A prefix unknown to GB 32100 is no fault, since codes
 * with such prefixes circulate: `prefixKnown` is false.
 */
export function parseUscc(text: string): ParsedUscc {
  if (text.length !== 18) return { ok: false, fault: 'length' };
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = valueOf(VALUES, text.charCodeAt(i));
    if (value < 0) return { ok: false, fault: 'charset' };
    sum += value * WEIGHTS[i]!;
  }
  if (valueOf(VALUES, text.charCodeAt(17)) < 0) return { ok: false, fault: 'charset' };
  for (let i = 2; i < 8; i++) {
    if (valueOf(VALUES, text.charCodeAt(i)) > 9) return { ok: false, fault: 'division' };
  }

  const check = checkCharacter(sum);
  if (text[17] !== check) return { ok: false, fault: 'check', expected: check };
  const innerCheck = organisationCheckAt(text, 8);
  if (text[16] !== innerCheck) return { ok: false, fault: 'inner-check', expected: innerCheck };

  return {
    ok: true,
    code: text,
    authority: text[0]!,
    category: text[1]!,
    division: text.slice(2, 8),
    organisationCode: text.slice(8, 17),
    prefixKnown: findUsccPrefix(text) !== undefined,
  };
}

/**
 * The 18th character for the first 17 (GB 32100-2015 §A).
 * Throws a RangeError when `first17` is not 17 characters of the standard's alphabet.
 */
export function usccCheckCharacter(first17: string): string {
  if (first17.length !== 17) throw new RangeError('A USCC body has 17 characters.');
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = valueOf(VALUES, first17.charCodeAt(i));
    if (value < 0) throw new RangeError(`Not a GB 32100 character at position ${i + 1}.`);
    sum += value * WEIGHTS[i]!;
  }
  return checkCharacter(sum);
}

/**
 * The 9th character of an organisation code (组织机构代码) for the first 8, GB 11714-1997: 0–9 or X.
 * Throws a RangeError when `first8` is not 8 digits or capitals.
 */
export function organisationCodeCheckCharacter(first8: string): string {
  if (first8.length !== 8) throw new RangeError('An organisation code body has 8 characters.');
  for (let i = 0; i < 8; i++) {
    if (valueOf(ORGANISATION_VALUES, first8.charCodeAt(i)) < 0) {
      throw new RangeError(`Not a GB 11714 character at position ${i + 1}.`);
    }
  }
  return organisationCheckAt(first8, 0);
}

/**
 * Builds a USCC with both check characters.
 * @param prefix registration authority and category, two characters (`91`)
 * @param division administrative division, six digits (GB/T 2260)
 * @param organisationBase the first eight characters of the organisation code
 */
export function makeUscc(prefix: string, division: string, organisationBase: string): string {
  const first17 = prefix + division + organisationBase + organisationCodeCheckCharacter(organisationBase);
  return first17 + usccCheckCharacter(first17);
}

function checkCharacter(sum: number): string {
  // The outer mod matters: for a remainder of 0 the character is 0, not index 31.
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

function organisationCheckAt(text: string, start: number): string {
  let sum = 0;
  for (let i = 0; i < 8; i++)
    sum += valueOf(ORGANISATION_VALUES, text.charCodeAt(start + i)) * ORGANISATION_WEIGHTS[i]!;
  return ORGANISATION_CHECK[(11 - (sum % 11)) % 11]!;
}

function valuesByCharCode(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

function valueOf(values: Int8Array, charCode: number): number {
  return charCode < 128 ? values[charCode]! : -1;
}

/** What is wrong with a USCC: `division` means that positions 3–8 are not digits. */
export type UsccFault = 'length' | 'charset' | 'division' | 'check' | 'inner-check';

export type ParsedUscc =
  | {
      ok: true;
      /** All 18 characters. */
      code: string;
      /** Registration authority (登记管理部门), position 1. */
      authority: string;
      /** Category of organisation (机构类别), position 2. */
      category: string;
      /** Division of first registration (GB/T 2260). Not where the subject is now: subjects move and keep the code. */
      division: string;
      /** Organisation code (组织机构代码), positions 9–17. */
      organisationCode: string;
      prefixKnown: boolean;
    }
  | { ok: false; fault: UsccFault; expected?: string };
