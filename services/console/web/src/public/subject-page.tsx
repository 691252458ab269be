import '../styles/subject.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { sectionsOf } from '../../../src/domain/display/page-sections.ts';
import { useFormats } from '../api/formats.ts';
import { ApiError } from '../api/problem.ts';
import { type CountedSubject, findSubject } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Empty, Failed } from '../parts/states.tsx';
import { ItemSection } from './item-section.tsx';
import { Marks } from './marks.tsx';
import { PrintHead } from './print-head.tsx';
import { useStandings } from './standing.ts';
import { SubjectHead } from './subject-head.tsx';

/** Everything that is published about one subject. */
export function SubjectPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['subject', code],
    queryFn: ({ signal }) => findSubject(code, signal),
  });
  if (error instanceof ApiError && error.status === 404) return <NoSubject code={code} />;
  if (error) return <Failed isPage error={error} retry={() => void refetch()} />;
  return (
    <div className="wide">
      {data ? <Shown subject={data} asOfMs={dataUpdatedAt} /> : <Bones lines={12} height={22} />}
    </div>
  );
}

function Shown({ subject, asOfMs }: { subject: CountedSubject; asOfMs: number }) {
  const standings = useStandings(subject);
  return (
    <>
      <PrintHead code={subject.code} asOfMs={asOfMs} />
      <SubjectHead subject={subject} standings={standings} />
      <Marks standings={standings} />
      <Sections subject={subject} asOfMs={asOfMs} />
    </>
  );
}

function Sections({ subject, asOfMs }: { subject: CountedSubject; asOfMs: number }) {
  const { records } = subject;
  const formats = useFormats();
  const recorded = records.filter(({ count }) => count > 0).map(({ item }) => item);
  const sections = sectionsOf(subject, formats.values(), recorded).map((section) => ({
    ...section,
    count: records.find(({ item }) => item === section.item)?.count ?? 0,
  }));
  return (
    <div className="subject-body">
      <nav className="contents card no-print" aria-label="本页内容">
        {sections.map(({ item, title, count }) => (
          <a key={item} href={`#${item}`} data-empty={count === 0}>
            {title}
            <span className="count">{count.toLocaleString('zh-CN')}</span>
          </a>
        ))}
      </nav>
      <div>
        {sections
          .filter(({ count }) => count > 0)
          .map((section) => (
            <ItemSection key={section.item} subject={subject} {...section} />
          ))}
        <EmptySections sections={sections.filter(({ count }) => count === 0)} asOfMs={asOfMs} />
      </div>
    </div>
  );
}

function NoSubject({ code }: { code: string }) {
  return (
    <Empty
      isPage
      title="未查到该主体"
      action={
        <Link className="button" to="/">
          按名称查询
        </Link>
      }
    >
      <title>未查到该主体</title>
      没有以“<span className="mono name">{code}</span>
      ”为统一社会信用代码或注册号的公示信息。请核对代码，或改按名称查询。
    </Empty>
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
