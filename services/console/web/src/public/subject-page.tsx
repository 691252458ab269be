import '../styles/subject.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { templateFor } from '../../../src/domain/display/page-templates.ts';
import { useFormats } from '../api/formats.ts';
import { type CountedSubject, findSubject } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { ItemSection } from './item-section.tsx';
import { Marks } from './marks.tsx';
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
          <Marks subject={subject.data} />
          <Sections subject={subject.data} asOfMs={subject.dataUpdatedAt} />
        </>
      ) : (
        <Bones lines={12} height={22} />
      )}
    </div>
  );
}

function Sections({ subject, asOfMs }: { subject: CountedSubject; asOfMs: number }) {
  const { code, type, records } = subject;
  const formats = useFormats();
  const titles = new Map([...formats.values()].map(({ item, title }) => [item, title]));
  // The template's sections, empty or not; and whatever else is published, which no template may hide.
  const template = templateFor(type, code);
  const items = [...new Set([...template.items, ...records.map(({ item }) => item)])];
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
        {sections
          .filter(({ count }) => count > 0)
          .map((section) => (
            <ItemSection key={section.item} subject={subject} {...section} representative={template.representative} />
          ))}
        <EmptySections sections={sections.filter(({ count }) => count === 0)} asOfMs={asOfMs} />
      </div>
    </div>
  );
}

/** What a page of this type could have and has not, said to be empty as of when. */
function EmptySections({ sections, asOfMs }: { sections: { item: string; title: string }[]; asOfMs: number }) {
  if (sections.length === 0) return null;
  return (
    <section className="card section" aria-labelledby="empty-title">
      <header>
        <h2 id="empty-title">没有公示的信息</h2>
        <span className="count">{sections.length} 类</span>
      </header>
      <p className="empty">截至 {formatInstant(asOfMs)}，以下各类没有公示信息：</p>
      <ul className="empty-items">
        {sections.map(({ item, title }) => (
          <li key={item} id={item}>
            {title}
          </li>
        ))}
      </ul>
    </section>
  );
}
