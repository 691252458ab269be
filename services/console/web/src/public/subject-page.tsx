import '../styles/subject.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { apiUrl } from '../api/call.ts';
import { useFormats } from '../api/formats.ts';
import { findSubject, listRecords, type PublicRecord, type Subject } from '../api/records.ts';
import { formatDay, formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { StatusTag } from '../parts/status-tag.tsx';
import { nodeName } from '../site.ts';
import { RecordView } from './record-view.tsx';

/** Everything that is published about one subject. */
export function SubjectPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const subject = useQuery({ queryKey: ['subject', code], queryFn: ({ signal }) => findSubject(code, signal) });
  const records = useInfiniteQuery({
    queryKey: ['records', code],
    queryFn: ({ pageParam, signal }) => listRecords(code, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const proofOf = new URLSearchParams(location.search).get('proof');

  if (subject.error) return <Failed error={subject.error} retry={() => void subject.refetch()} />;
  return (
    <div className="wide">
      {subject.data ? <Head subject={subject.data} /> : <Bones lines={4} height={22} />}
      {records.error ? (
        <Failed error={records.error} retry={() => void records.refetch()} />
      ) : records.isPending ? (
        <Bones lines={10} />
      ) : (
        <Sections
          records={records.data.pages.flatMap(({ items }) => items)}
          proofOf={proofOf}
          asOfMs={records.dataUpdatedAt}
        />
      )}
      {records.hasNextPage && (
        <div className="pager no-print">
          <button
            type="button"
            className="button"
            disabled={records.isFetching}
            onClick={() => void records.fetchNextPage()}
          >
            {records.isFetching ? '正在加载…' : '继续加载'}
          </button>
        </div>
      )}
    </div>
  );
}

function Head({ subject }: { subject: Subject }) {
  return (
    <section className="card subject-head" aria-label="主体">
      <title>{`${subject.name} - 企业信用信息公示`}</title>
      <div className="titles">
        <h1>
          <span className="name">{subject.name}</span>
          <StatusTag status={subject.status} />
        </h1>
        <div className="acts no-print">
          <button type="button" className="button small" onClick={() => print()}>
            打印
          </button>
          <a className="button small" href={apiUrl('exchange', `/v1/subjects/${subject.code}/records`)}>
            数据（JSON）
          </a>
        </div>
      </div>
      <dl>
        <div>
          <dt>统一社会信用代码</dt>
          <dd className="mono">{subject.code}</dd>
        </div>
        {subject.registrationNumber && (
          <div>
            <dt>注册号</dt>
            <dd className="mono">{subject.registrationNumber}</dd>
          </div>
        )}
        <div>
          <dt>类型</dt>
          <dd>{subject.type ?? '未载'}</dd>
        </div>
        <div>
          <dt>成立日期</dt>
          <dd>{formatDay(subject.establishedOn)}</dd>
        </div>
        {subject.formerNames.length > 0 && (
          <div>
            <dt>曾用名</dt>
            <dd className="name">{subject.formerNames.join('；')}</dd>
          </div>
        )}
      </dl>
      <p className="as-of">
        由{nodeName(subject.node)}公示；登记信息公示于 {formatInstant(subject.asOf)}（日志第 {subject.leafIndex} 叶）。
      </p>
    </section>
  );
}

function Sections({ records, proofOf, asOfMs }: { records: PublicRecord[]; proofOf: string | null; asOfMs: number }) {
  const formats = useFormats();
  const byItem = Map.groupBy(records, ({ item }) => item);
  const items = [...new Set([...[...formats.values()].map(({ item }) => item), ...byItem.keys()])];
  const titleOf = (item: string) => [...formats.values()].find((format) => format.item === item)?.title ?? item;
  return (
    <div className="subject-body">
      <nav className="contents card no-print" aria-label="本页内容">
        {items.map((item) => (
          <a key={item} href={`#${item}`} data-empty={!byItem.has(item)}>
            {titleOf(item)}
            <span className="count">{byItem.get(item)?.length ?? 0}</span>
          </a>
        ))}
      </nav>
      <div>
        {items.map((item) => (
          <section key={item} id={item} className="card section" aria-labelledby={`${item}-title`}>
            <header>
              <h2 id={`${item}-title`}>{titleOf(item)}</h2>
              <span className="count">{byItem.get(item)?.length ?? 0} 条</span>
            </header>
            {(byItem.get(item) ?? []).map((record) => (
              <RecordView
                key={record.recordId}
                record={record}
                format={formats.get(record.format ?? `${item}@1`)}
                isProofOpen={record.recordId === proofOf}
              />
            ))}
            {!byItem.has(item) && (
              <p className="empty">
                截至 {formatInstant(asOfMs)}，没有公示{titleOf(item)}。
              </p>
            )}
          </section>
        ))}
      </div>
    </div>
  );
}
