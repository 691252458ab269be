import type { Subject } from '../api/records.ts';

/** By what a subject was found, for the line that says so. */
export interface Match {
  by: 'name' | 'formerName' | 'code' | 'registrationNumber';
  text: string;
}

/** What of a subject matched the query, as the reader would say it. */
export function matchOf(subject: Subject, query: string): Match {
  const wanted = fold(query);
  if (fold(subject.name).includes(wanted)) return { by: 'name', text: subject.name };
  const former = subject.formerNames.find((name) => fold(name).includes(wanted));
  if (former !== undefined) return { by: 'formerName', text: former };
  if (subject.registrationNumber?.startsWith(wanted))
    return { by: 'registrationNumber', text: subject.registrationNumber };
  if (subject.code.startsWith(wanted)) return { by: 'code', text: subject.code };
  return { by: 'name', text: subject.name };
}

function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().replaceAll(/\s/g, '');
}
