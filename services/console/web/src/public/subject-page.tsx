import '../styles/subject.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useFormats } from '../api/formats.ts';
import { type CountedSubject, findSubject } from '../api/records.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { ItemSection } from './item-section.tsx';
import { SubjectHead } from './subject-head.tsx';

/** Everything that is published about one subject. */
export function SubjectPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const subject = useQuery({ queryKey: ['subject', code], queryFn: ({ signal }) => findSubject(code, signal) });
  if (subject.error) return <Failed error={subject.error} retry={() => void subject.refetch()} />;
  return (
    <div className="wide">
      {subject.data ? (
        <>
          <SubjectHead subject={subject.data} />
          <Sections subject={subject.data} asOfMs={subject.dataUpdatedAt} />
        </>
      ) : (
        <Bones lines={12} height={22} />
      )}
    </div>
  );
}

function Sections({ subject: { code, records }, asOfMs }: { subject: CountedSubject; asOfMs: number }) {
  const formats = useFormats();
  const titles = new Map([...formats.values()].map(({ item, title }) => [item, title]));
  const items = [...new Set([...titles.keys(), ...records.map(({ item }) => item)])];
  const sections = items.map((item) => ({
    item,
    title: titles.get(item) ?? item,
    count: records.find((entry) => entry.item === item)?.count ?? 0,
  }));
  return (
    <div className="subject-body">
      <nav className="contents card no-print" aria-label="本页内容">
        {sections.map(({ item, title, count }) => (
          <a key={item} href={`#${item}`} data-empty={count === 0}>
            {title}
            <span className="count">{count}</span>
          </a>
        ))}
      </nav>
      <div>
        {sections.map((section) => (
          <ItemSection key={section.item} code={code} {...section} asOfMs={asOfMs} />
        ))}
      </div>
    </div>
  );
}
