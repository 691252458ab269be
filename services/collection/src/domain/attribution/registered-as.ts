import type { SubjectClaim } from '@necips/domain';
import { claimOf } from './held-row.ts';

/** How another node has, or had, an enterprise in its register; both may be empty, and neither is checked. */
export interface RegisteredAs {
  registeredCode: string;
  registeredName: string;
}

/** Whom a node says that a record is about in its own register; undefined where it does not say so, or says what cannot be. */
export function registeredAs({ registeredCode, registeredName }: RegisteredAs): SubjectClaim | undefined {
  return CODE.test(registeredCode) && isName(registeredName)
    ? claimOf({ code: registeredCode, name: registeredName })
    : undefined;
}

/** Whether another node's text may be a name here: PostgreSQL takes neither U+0000 nor what is not well-formed. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= NAME_CHARACTERS_MAX && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** A unified social credit code, or a registration number. */
const CODE = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|\d{15}|\d{13})$/;
const NAME_CHARACTERS_MAX = 200;
