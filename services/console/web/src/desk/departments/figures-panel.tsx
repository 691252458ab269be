import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { apiUrl } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { WAYS } from '../submissions/submission.ts';
import { type Figures, getFigures } from './department.ts';

const FAULTS_SHOWN = 8;

/** How a department keeps to what it has to hand in, over a period. */
export function FiguresPanel({ uscc }: { uscc: string }) {
  const [period, setPeriod] = useState({ from: '', to: '' });
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'department-figures', uscc, period],
    queryFn: () => getFigures(uscc, period),
    placeholderData: (before) => before,
  });
  return (
    <section className="card panel" aria-label="提供情况">
      <div className="panel-head">
        <h2>提供情况</h2>
        <div className="tools period">
          <Input
            type="date"
            aria-label="起始日"
            value={period.from}
            onChange={(event) => setPeriod({ ...period, from: event.target.value })}
          />
          至
          <Input
            type="date"
            aria-label="截止日"
            value={period.to}
            onChange={(event) => setPeriod({ ...period, to: event.target.value })}
          />
          <a
            className="button small"
            href={apiUrl('collection', `/v1/departments/${uscc}/figures.csv`, period)}
            download
          >
            导出 CSV
          </a>
        </div>
      </div>
      {error && !data && <Failed error={error} retry={() => void refetch()} />}
      {!error && !data && <Bones lines={4} />}
      {data && <FiguresView figures={data} />}
    </section>
  );
}

function FiguresView({ figures: { ways, faults, late, lastSubmissionAt, silentDays } }: { figures: Figures }) {
  const sum = (of: (way: Figures['ways'][number]) => number) => ways.reduce((total, way) => total + of(way), 0);
  const rows = sum((way) => way.rows);
  const rejected = sum((way) => way.rejected);
  const tiles = [
    { label: '批次', value: sum((way) => way.submissions).toLocaleString('zh-CN'), note: waysText(ways) },
    {
      label: '报送行数',
      value: rows.toLocaleString('zh-CN'),
      note: `已记录 ${sum((way) => way.accepted).toLocaleString('zh-CN')}`,
    },
    {
      label: '拒绝率',
      value: rows === 0 ? '—' : `${((rejected / rows) * 100).toFixed(1)}%`,
      note: `${rejected.toLocaleString('zh-CN')} 行`,
    },
    { label: '逾期提供', value: late.toLocaleString('zh-CN'), note: '超过 7 个工作日' },
    {
      label: '未提交天数',
      value: silentDays.toLocaleString('zh-CN'),
      note: lastSubmissionAt ? `最近 ${formatInstant(lastSubmissionAt).slice(0, 10)}` : '还没有提交过',
    },
  ];
  const most = Math.max(1, ...faults.map(({ lines }) => lines));
  return (
    <>
      <div className="figures-row card">
        {tiles.map(({ label, value, note }) => (
          <div key={label}>
            <div className="label">{label}</div>
            <div className="value">{value}</div>
            <div className="note">{note}</div>
          </div>
        ))}
      </div>
      {faults.length > 0 && (
        <>
          <h3 className="small-head">拒绝原因（按问题行数）</h3>
          <ul className="fault-bars">
            {faults.slice(0, FAULTS_SHOWN).map(({ code, reason, lines }) => (
              <li key={code}>
                <span>{reason}</span>
                <span className="bar" style={{ width: `${(lines / most) * 100}%` }} />
                <span>{lines.toLocaleString('zh-CN')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function waysText(ways: Figures['ways']): string {
  const text = ways.map(({ way, submissions }) => `${WAYS[way] ?? way} ${submissions}`).join('，');
  return text || '没有提交';
}
