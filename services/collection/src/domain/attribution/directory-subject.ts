import { MOVED_OUT, type RegistrationBody } from '@necips/domain';
import { aliasKey, organisationCodeOf } from './alias-key.ts';
import { type SubjectCategory, subjectCategory } from './subject-category.ts';

/**
 * Things that one subject is known by, at most; the oldest are forgotten first. An enterprise that changes its name every year for
 * a century stays far below.
 */
const KEYS_MAX = 300;

/** A subject of the directory (主体名录). */
export interface DirectorySubject {
  /** Never changes. */
  subjectId: number;
  /** The registration record that says who it is; null where none is shown. */
  recordId: string | null;
  /** As in the heads of its records: unified social credit code, or registration number where it has none. */
  code: string;
  /** Empty where no registration is shown. */
  name: string;
  category: SubjectCategory;
  uscc: string | null;
  registrationNumber: string | null;
  /** Key of its present name. */
  nameKey: string | null;
  /** Keys of all that it is and was known by, and the feed sequence at which each came up, which is what undoing goes by. */
  keys: string[];
  keySequences: number[];
  /** Some of its records may bear another code than it has. */
  carryDue: boolean;
  /** Its registration says that it has moved to another province (迁出). */
  movedOut: boolean;
}

/** A subject that nothing is known of yet. */
export function newSubject(subjectId: number): DirectorySubject {
  return { subjectId, ...NOBODY, code: '', keys: [], keySequences: [], carryDue: false };
}

/** Makes a registration record the one that says who the subject is. */
export function headSubject(
  subject: DirectorySubject,
  recordId: string,
  body: RegistrationBody,
  sequence: number,
): void {
  const { code: uscc, registrationNumber, name, formerNames = [] } = body;
  const before = subject.code;
  subject.recordId = recordId;
  subject.code = uscc ?? registrationNumber ?? before;
  subject.name = name;
  subject.category = subjectCategory(body.type, uscc);
  subject.uscc = uscc ?? null;
  subject.registrationNumber = registrationNumber ?? null;
  subject.nameKey = aliasKey('name', name);
  subject.movedOut = body.status === MOVED_OUT;
  if (before !== '' && before !== subject.code) subject.carryDue = true;
  addKeys(subject, keysOf(body), sequence);
  addKeys(
    subject,
    formerNames.map((formerName) => aliasKey('name', formerName)),
    sequence,
  );
}

/** Adds the names that another registration record of the same subject gives it. */
export function addNames(
  subject: DirectorySubject,
  { name, formerNames = [] }: RegistrationBody,
  sequence: number,
): void {
  addKeys(
    subject,
    [name, ...formerNames].map((each) => aliasKey('name', each)),
    sequence,
  );
}

/** Forgets what came up after a feed sequence: it was a mistake that is undone. */
export function forgetKeysAfter(subject: DirectorySubject, sequence: number): void {
  const kept = subject.keySequences.map((each) => each <= sequence);
  subject.keys = subject.keys.filter((_, place) => kept[place]);
  subject.keySequences = subject.keySequences.filter((_, place) => kept[place]);
}

/** Forgets who the subject was, all but its id and code: none of its registration records is shown. */
export function retireSubject(subject: DirectorySubject): void {
  Object.assign(subject, NOBODY, { keys: [], keySequences: [] });
}

/** Keys of the codes and the present name that a registration gives. */
function keysOf({ code, registrationNumber, name }: RegistrationBody): string[] {
  return [
    ...(code ? [aliasKey('uscc', code), aliasKey('organisationCode', organisationCodeOf(code))] : []),
    ...(registrationNumber ? [aliasKey('registrationNumber', registrationNumber)] : []),
    aliasKey('name', name),
  ];
}

function addKeys(subject: DirectorySubject, keys: readonly string[], sequence: number): void {
  for (const key of keys) {
    if (subject.keys.includes(key)) continue;
    subject.keys.push(key);
    subject.keySequences.push(sequence);
  }
  const surplus = subject.keys.length - KEYS_MAX;
  if (surplus <= 0) return;
  subject.keys.splice(0, surplus);
  subject.keySequences.splice(0, surplus);
}

const NOBODY = {
  recordId: null,
  name: '',
  category: 'enterprise',
  uscc: null,
  registrationNumber: null,
  nameKey: null,
  movedOut: false,
} as const;
