import { addWorkingDays } from '@necips/domain';

/** Working days from the day on which a record was produced within which its department has to provide it (M§9). */
const PROVIDE_WORKING_DAYS = 7;
/** Days remembered, some decades. */
const DAYS_MAX = 20_000;

/** Tells of records that were received on a day (ISO date) whether they came later than the term of M§9 allows. */
export function createLatenessCheck(receivedOn: string): (producedOn: string | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (producedOn) => {
    if (producedOn === undefined) return false;
    let isLate = known.get(producedOn);
    if (isLate === undefined) {
      isLate = addWorkingDays(producedOn, PROVIDE_WORKING_DAYS).date < receivedOn;
      if (known.size < DAYS_MAX) known.set(producedOn, isLate);
    }
    return isLate;
  };
}
