import { findSubjectStatusByName, MOVED_OUT, type RegistrationBody } from '@necips/domain';

/** A registration among those of one subject, as far as it decides which of them the index shows. */
export interface Contender {
  /** Six digits. */
  node: string;
  /** Time of the leaf, milliseconds since the epoch. */
  timeMs: number;
  movedOut: boolean;
}

/**
 * Whether one registration of a subject is shown rather than another one: what is 迁出 gives way to what is not, then the latest leaf
 * time is shown, at equal times the lower node code. `writeSubjects` says the same in SQL.
 */
export function precedes(a: Contender, b: Contender): boolean {
  if (a.movedOut !== b.movedOut) return b.movedOut;
  return a.timeMs === b.timeMs ? a.node < b.node : a.timeMs > b.timeMs;
}

/** The registrations that are shown, one for each subject. */
export function findShown<T extends Contender & { subjectId: string }>(registrations: readonly T[]): T[] {
  const shown = new Map<string, T>();
  for (const registration of registrations) {
    const other = shown.get(registration.subjectId);
    if (!other || precedes(registration, other)) shown.set(registration.subjectId, registration);
  }
  return [...shown.values()];
}

/** Whether the text of a status (登记状态) says 迁出. */
export function isMovedOut(status: string | undefined): boolean {
  return status !== undefined && findSubjectStatusByName(status)?.code === MOVED_OUT;
}

/** Whether a registration says so of itself. What can be no registration, or whose content is gone, does not. */
export function hasMovedOut(publicPart: string | null): boolean {
  // Read for the sake of others, so that what somebody has altered must not keep them from being shown.
  try {
    const body = JSON.parse(publicPart ?? 'null') as Partial<RegistrationBody> | null;
    return typeof body?.statusText === 'string' && isMovedOut(body.statusText);
  } catch {
    return false;
  }
}
