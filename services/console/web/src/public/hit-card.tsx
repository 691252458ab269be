import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { templateFor } from '../../../src/domain/display/page-templates.ts';
import type { Hit } from '../api/records.ts';
import { formatDay } from '../parts/dates.ts';
import { StatusTag } from '../parts/status-tag.tsx';
import { nodeName } from '../site.ts';
import { Marked } from './marked.tsx';

/** One subject among the results, with what matched set off. */
export function HitCard({ subject, query }: { subject: Hit; query: string }) {
  const { by, text } = subject.matched;
  const { kind, representative } = templateFor(subject.type, subject.code);
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
      <dl className="line">
        {by === 'formerName' && (
          <Fact label="曾用名" isWhole>
            <Marked text={text} part={query} />
          </Fact>
        )}
        <Fact label="代码">
          <span className="mono">
            <Marked text={subject.code} part={by === 'code' ? query : ''} />
          </span>
        </Fact>
        <Fact label={kind === undefined ? '法定代表人等' : representative}>
          {subject.legalRepresentative ?? '未载'}
        </Fact>
        <Fact label="成立日期">{formatDay(subject.establishedOn)}</Fact>
        <Fact label="公示">{nodeName(subject.node)}</Fact>
        {by === 'registrationNumber' && (
          <Fact label="注册号">
            <span className="mono">
              <Marked text={text} part={query} />
            </span>
          </Fact>
        )}
      </dl>
    </li>
  );
}

function Fact({ label, isWhole, children }: { label: string; isWhole?: true; children: ReactNode }) {
  return (
    <div className={isWhole && 'whole'}>
      <dt>{label}</dt>
      <dd className="name">{children}</dd>
    </div>
  );
}
