import { isIsoDate, type RegistrationBody, searchName } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import { formerNamesText, subjectTerms } from '../name-terms.ts';
import { isMovedOut } from './subject-precedence.ts';

/** A row of exchange.subject, as one current registration record makes it. */
export interface SubjectRow {
  subjectId: string;
  node: string;
  recordId: string;
  leafIndex: number;
  asOfMs: number;
  name: string;
  searchName: string;
  formerNames: string[];
  searchFormerNames: string;
  nameTerms: number[];
  registrationNumber: string | undefined;
  type: string | undefined;
  status: string | undefined;
  legalRepresentative: string | undefined;
  establishedOn: string;
  /** Its status is 迁出, so that the registration of another province is shown where there is one. */
  movedOut: boolean;
}

/** A current registration record (登记信息). */
export interface Registration {
  subjectId: string;
  node: string;
  recordId: string;
  leafIndex: number;
  timeMs: number;
  publicPart: string;
}

/**
 * Reads what the index of subjects shows from a registration's public part.
 * Throws `unprocessable`, reason `not_a_registration`, where name or date of establishment is missing: a record that
 * collection has let through has both.
 */
export function toSubjectRow(registration: Registration): SubjectRow {
  const body = readBody(registration);
  const name = text(body.name);
  const establishedOn = text(body.establishedOn);
  if (!name || !establishedOn || !isIsoDate(establishedOn)) throw notARegistration(registration.recordId);
  const formerNames = (Array.isArray(body.formerNames) ? body.formerNames : []).flatMap(
    (formerName) => text(formerName) ?? [],
  );
  const nameInSearchForm = searchName(name);
  const searchFormerNames = formerNamesText(formerNames.map(searchName));
  const status = text(body.statusText);
  return {
    subjectId: registration.subjectId,
    node: registration.node,
    recordId: registration.recordId,
    leafIndex: registration.leafIndex,
    asOfMs: registration.timeMs,
    name,
    searchName: nameInSearchForm,
    formerNames,
    searchFormerNames,
    nameTerms: subjectTerms(registration.node, nameInSearchForm, searchFormerNames),
    registrationNumber: text(body.registrationNumber),
    type: text(body.typeText),
    status,
    legalRepresentative: text(body.legalRepresentative),
    establishedOn,
    movedOut: isMovedOut(status),
  };
}

/** A province's own collection writes bodies of this shape; what came over the federation may be any JSON, or none. */
function readBody({ publicPart, recordId }: Registration): Partial<RegistrationBody> {
  try {
    const body: unknown = JSON.parse(publicPart);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Answered like any other text that is no registration.
  }
  throw notARegistration(recordId);
}

// Canonical JSON may carry control characters, escaped; PostgreSQL refuses U+0000 and the others serve as marks here.
const CONTROL = /\p{Cc}+/gu;

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replace(CONTROL, ' ').trim() || undefined;
}

function notARegistration(recordId: string): ServiceError {
  return new ServiceError('unprocessable', `登记信息缺少名称或成立日期：${recordId} (not a registration)`, {
    reason: 'not_a_registration',
    details: { recordId },
  });
}
