import { Link } from '@tanstack/react-router';
import type { Hit } from '../api/records.ts';
import { formatDay } from '../parts/dates.ts';
import { StatusTag } from '../parts/status-tag.tsx';
import { nodeName } from '../site.ts';
import { Marked } from './marked.tsx';

/** One subject among the results, with what matched set off. */
export function HitCard({ subject, query }: { subject: Hit; query: string }) {
  const { by, text } = subject.matched;
  return (
    <li className="card hit">
      <h2 className="name">
        <Link to="/subjects/$code" params={{ code: subject.code }}>
          <Marked text={subject.name} part={query} />
        </Link>
      </h2>
      <div className="where">
        <StatusTag status={subject.status} />
      </div>
      <p className="line">
        {by === 'formerName' && (
          <span className="name">
            <b>曾用名</b>
            <Marked text={text} part={query} />
          </span>
        )}
        <span>
          <b>代码</b>
          <span className="mono">
            <Marked text={subject.code} part={by === 'code' ? query : ''} />
          </span>
        </span>
        {by === 'registrationNumber' && (
          <span>
            <b>注册号</b>
            <span className="mono">
              <Marked text={text} part={query} />
            </span>
          </span>
        )}
        <span>
          <b>法定代表人等</b>
          <bdi>{subject.legalRepresentative ?? '未载'}</bdi>
        </span>
        <span>
          <b>成立日期</b>
          {formatDay(subject.establishedOn)}
        </span>
        <span>
          <b>公示</b>
          {nodeName(subject.node)}
        </span>
      </p>
    </li>
  );
}
