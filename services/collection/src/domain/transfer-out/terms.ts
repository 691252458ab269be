import { addWorkingDays, chinaDate } from '@necips/domain';

/** Working days within which a province hands on what belongs to another one, from the day on which it learns of it (Order 45 §10). */
const HAND_ON_WORKING_DAYS = 10;
/** Working days within which the other one publishes it or gives it back. */
const ANSWER_WORKING_DAYS = 10;

/** The last day for handing on a record (ISO date in China). */
export function handOnBy(learnedAtMs: number): string {
  return addWorkingDays(chinaDate(learnedAtMs), HAND_ON_WORKING_DAYS).date;
}

/** The last day for the destination's answer to what was sent for the first time then. */
export function answerBy(firstSentAtMs: number): string {
  return answerByFrom(chinaDate(firstSentAtMs));
}

/** The same from the day (ISO date in China). */
export function answerByFrom(day: string): string {
  return addWorkingDays(day, ANSWER_WORKING_DAYS).date;
}
