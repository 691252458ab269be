import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Progress } from 'antd';
import type { Person } from '../../admin/admin-frame.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { useItemTitle } from '../use-items.ts';
import { RowErrorTable } from './row-error-table.tsx';
import { getSubmission, pollOf, type Submission, WAYS } from './submission.ts';
import { SubmissionActs } from './submission-acts.tsx';
import { StateTag } from './submission-table.tsx';

/** One batch: how far it is, what became of its rows, and what can be done about it. */
export function SubmissionPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <DeskFrame part="/desk" title="报送批次">
      {(person) => <SubmissionView id={id} person={person} />}
    </DeskFrame>
  );
}

function SubmissionView({ id, person }: { id: string; person: Person }) {
  const titleOf = useItemTitle();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'submission', id],
    queryFn: () => getSubmission(id),
    refetchInterval: ({ state }) => pollOf(state.data ? [state.data.state] : []),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  const { fileName, item, way, state, dryRun, departmentName, account, receivedAt, failure, undone } = data;
  return (
    <>
      <Link to="/desk" className="back-link">
        ← 批次报送
      </Link>
      <div className="page-title">
        <div>
          <h1>
            <span className="name">{fileName || `${WAYS[way] ?? way} ${id.slice(0, 8)}`}</span>{' '}
            <StateTag submission={data} />
          </h1>
          <p>
            {titleOf(item)} · {WAYS[way] ?? way} · {departmentName} · {account} · {formatInstant(receivedAt)} ·{' '}
            <span className="mono">{id}</span>
          </p>
        </div>
        <SubmissionActs submission={data} person={person} />
      </div>
      {dryRun && (
        <Alert
          type="info"
          showIcon
          title="试运行：以下为假如正式报送的结果，没有改变任何记录。确认无误后，请回到批次报送正式报送同一文件。"
          style={{ marginBottom: 16 }}
        />
      )}
      {failure && <Alert type="error" showIcon title={failure} style={{ marginBottom: 16 }} />}
      {state === 'taken_back' && (
        <Alert
          type="info"
          showIcon
          title={`已撤回：撤下 ${undone.withdrawn} 条，恢复原内容 ${undone.restored} 条，因后来又有更改而保留 ${undone.kept} 条`}
          style={{ marginBottom: 16 }}
        />
      )}
      <Counts submission={data} />
      <section className="card panel">
        <h2>{dryRun ? '试运行报告' : '逐行报告'}</h2>
        <RowErrorTable key={state} submission={data} />
      </section>
    </>
  );
}

function Counts({ submission }: { submission: Submission }) {
  const { rows, accepted, unchanged, rejected, withheld, findings, held, transferred = 0, state } = submission;
  const done = accepted + unchanged + rejected + withheld + held + transferred;
  const figures = [
    ['行数', rows],
    [submission.dryRun ? '将记录' : '已记录', accepted],
    ['无变化', unchanged],
    ['已拒绝', rejected],
    ['质量提示', findings],
    ['不予公示', withheld],
    ['待认领', held],
    ...(transferred > 0 ? ([['已转送', transferred]] as const) : []),
  ] as const;
  return (
    <>
      {(state === 'received' || state === 'processing') && (
        <Progress percent={rows > 0 ? Math.floor((done / rows) * 100) : 0} status="active" aria-label="处理进度" />
      )}
      <div className="figures-row card">
        {figures.map(([label, value]) => (
          <div key={label}>
            <div className="label">{label}</div>
            <div className="value">{value.toLocaleString('zh-CN')}</div>
          </div>
        ))}
      </div>
    </>
  );
}
