import { formatDay } from './china-time.ts';
import { templateFor } from './page-templates.ts';

/** A list in which a subject stands, in the colours that the public knows: red for abnormal, black for serious. */
export interface Standing {
  item: ListItem;
  tone: 'serious' | 'abnormal';
  /** A word for the head of a page. */
  short: string;
  text: string;
}

/** Items that are lists: 严重违法失信名单 and 经营异常名录. */
export type ListItem = 'SER' | 'ABN';

/** The lists in which a subject stands now by their records, the graver one first. */
export function standingsOf(subject: Described, records: readonly Listing[]): Standing[] {
  const serious = listedOn(records, 'SER');
  const abnormal = listedOn(records, 'ABN');
  // An individual is not listed but marked (个体工商户年度报告暂行办法).
  const isMarked = templateFor(subject.type, subject.code).kind === 'individual';
  const standings: Standing[] = [];
  if (serious !== undefined) {
    const text = `该主体已被列入严重违法失信名单${since(serious, '列入')}`;
    standings.push({ item: 'SER', tone: 'serious', short: '严重违法失信', text });
  }
  if (abnormal !== undefined) {
    const text = isMarked
      ? `该个体工商户已被标记为经营异常状态${since(abnormal, '标记')}`
      : `该主体已被列入经营异常名录${since(abnormal, '列入')}`;
    standings.push({ item: 'ABN', tone: 'abnormal', short: '经营异常', text });
  }
  return standings;
}

interface Described {
  type: string | null;
  code: string;
}

interface Listing {
  item: string;
  body: Readonly<Record<string, unknown>>;
}

/** Day on which it was put into the list in which it still stands; '' where no day is told, undefined where it does not stand in it. */
function listedOn(records: readonly Listing[], list: ListItem): string | undefined {
  const days = records
    .filter(({ item, body }) => item === list && !body['removedOn'])
    .map(({ body }) => (typeof body['listedOn'] === 'string' ? body['listedOn'] : ''));
  return days.sort()[0];
}

function since(day: string, verb: string): string {
  return day === '' ? '' : `（${formatDay(day)}${verb}）`;
}
