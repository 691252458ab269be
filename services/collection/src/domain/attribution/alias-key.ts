import { hash } from 'node:crypto';
import { searchName } from '@necips/domain';

/**
 * What a subject is known by, in the order in which attribution asks (记于企业名下, M§9): unified social credit code,
 * registration number, organisation code, name. A present and a former name have the same key.
 */
export type AliasKind = 'uscc' | 'registrationNumber' | 'organisationCode' | 'name';

/**
 * The key of one of the things that a subject is known by, as a UUID: the first half of a SHA-256 over its kind and value. Keys
 * are of one short length however long a name is, and two values with one key do not happen. A name is taken in the form in which
 * names are compared: half-width, brackets and middle dots alike, without white space; nothing is compared vaguely.
 */
export function aliasKey(kind: AliasKind, value: string): string {
  const digest = hash('sha256', `${LETTERS[kind]}${kind === 'name' ? searchName(value) : value}`, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}

/** The organisation code inside a unified social credit code (GB 32100-2015, positions 9 to 17). */
export function organisationCodeOf(uscc: string): string {
  return uscc.slice(8, 17);
}

const LETTERS = { uscc: 'U', registrationNumber: 'R', organisationCode: 'O', name: 'N' } as const satisfies Record<
  AliasKind,
  string
>;
