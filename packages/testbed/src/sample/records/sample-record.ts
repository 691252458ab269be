import type { Random } from '../random.ts';
import type { SampleSubject } from '../subject.ts';

/** Makes up one record of an item, without the fields that say whom it is about. */
export type MakeRecord = (made: MadeOf) => Readonly<Record<string, unknown>>;

/** What a record is made of. */
export interface MadeOf {
  readonly random: Random;
  readonly subject: SampleSubject;
  /** Number of the record in its file, which keeps its business key apart from the others'. */
  readonly number: number;
}

/** The market regulator of the subject's place, and the code that it is made up to have. */
export function regulator(subject: SampleSubject): string {
  return `${subject.prefecture}市市场监督管理局`;
}

/** A day so many years after another; the 28th at most, so that it is real. */
export function yearsAfter(date: string, years: number): string {
  const day = date.slice(8) === '29' ? '28' : date.slice(8);
  return `${Number(date.slice(0, 4)) + years}-${date.slice(5, 7)}-${day}`;
}

/** A made-up amount in 万元. */
export function anAmount(random: Random, max: number): string {
  const tenths = 1 + random.below(max * 10);
  return tenths % 10 === 0 ? String(tenths / 10) : `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
