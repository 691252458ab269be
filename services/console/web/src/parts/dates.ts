export { formatChinaTime as formatInstant } from '../../../src/domain/display/china-time.ts';

/** A day: 2016年3月8日. Text that is no ISO date stays as it is. */
export function formatDay(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : day;
}
