import type { ReactNode } from 'react';
import type { Standing } from '../../../src/domain/display/standings.ts';
import { apiUrl } from '../api/call.ts';
import type { Subject } from '../api/records.ts';
import { formatDay, formatInstant } from '../parts/dates.ts';
import { StatusTag } from '../parts/status-tag.tsx';
import { nodeName } from '../site.ts';

/** Who the subject is, its status, in which lists it stands, and what can be done with the page. */
export function SubjectHead({ subject, standings }: { subject: Subject; standings: readonly Standing[] }) {
  return (
    <section className={`card subject-head ${standings[0]?.tone ?? ''}`} aria-labelledby="subject-name">
      <title>{`${subject.name} - 企业信用信息公示`}</title>
      <div className="titles">
        <h1 id="subject-name">
          <span className="name">{subject.name}</span>
          <StatusTag status={subject.status} />
          {standings.map(({ item, tone, short }) => (
            <span key={item} className={`tag ${tone}`}>
              {short}
            </span>
          ))}
        </h1>
        <div className="acts no-print">
          <button type="button" className="button small" onClick={() => print()}>
            打印
          </button>
          <a className="button small" href={`/reports/${subject.code}.pdf`} target="_blank" rel="noopener">
            报告（PDF）
          </a>
          <a className="button small" href={apiUrl('exchange', `/v1/subjects/${subject.code}/records`)}>
            数据（JSON）
          </a>
        </div>
      </div>
      <dl>
        <Fact label="统一社会信用代码">
          <span className="mono">{subject.code}</span>
        </Fact>
        {subject.registrationNumber && (
          <Fact label="注册号">
            <span className="mono">{subject.registrationNumber}</span>
          </Fact>
        )}
        <Fact label="类型">{subject.type ?? '未载'}</Fact>
        <Fact label="成立日期">{formatDay(subject.establishedOn)}</Fact>
        {subject.formerNames.length > 0 && <Fact label="曾用名">{subject.formerNames.join('；')}</Fact>}
      </dl>
      <p className="as-of">
        由{nodeName(subject.node)}公示；登记信息公示于 {formatInstant(subject.asOf)}（日志第 {subject.leafIndex} 叶）。
      </p>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="name">{children}</dd>
    </div>
  );
}
