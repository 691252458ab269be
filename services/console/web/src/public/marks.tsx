import type { CountedSubject } from '../api/records.ts';
import { useRecords } from '../api/use-records.ts';
import { formatDay } from '../parts/dates.ts';

/** Lists that mark a subject for as long as it stands in them, in the colours that the public knows. */
const LISTS = [
  { item: 'SER', tone: 'serious', text: '该主体已被列入严重违法失信名单' },
  { item: 'ABN', tone: 'abnormal', text: '该主体已被列入经营异常名录' },
];

/** Says at the head of the page that a subject stands in one of the lists. */
export function Marks({ subject }: { subject: CountedSubject }) {
  return LISTS.map((list) => {
    const count = subject.records.find(({ item }) => item === list.item)?.count ?? 0;
    return count === 0 ? null : <Mark key={list.item} subject={subject} {...list} />;
  });
}

function Mark({ subject, item, tone, text }: { subject: CountedSubject; item: string; tone: string; text: string }) {
  const records = useRecords(subject, item);
  const standing = records.data?.pages.flatMap(({ items }) => items).find(({ body }) => !body['removedOn']);
  if (!standing) return null;
  const listedOn = standing.body['listedOn'];
  return (
    <p className={`banner ${tone}`} role="note">
      {text}
      {typeof listedOn === 'string' && `（${formatDay(listedOn)}列入）`}。<a href={`#${item}`}>查看列入决定</a>
    </p>
  );
}
