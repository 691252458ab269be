import { apiUrl } from '../api/call.ts';
import type { Subject } from '../api/records.ts';
import { formatDay, formatInstant } from '../parts/dates.ts';
import { StatusTag } from '../parts/status-tag.tsx';
import { nodeName } from '../site.ts';

/** Who the subject is, its status, and what can be done with the page. */
export function SubjectHead({ subject }: { subject: Subject }) {
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
          <a className="button small" href={`/reports/${subject.code}.pdf`} target="_blank" rel="noopener">
            报告（PDF）
          </a>
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
          <dd className="name">{subject.type ?? '未载'}</dd>
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
