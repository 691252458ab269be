import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Progress } from 'antd';
import { AdminFrame, type Person } from '../admin/admin-frame.tsx';
import { Tag } from '../admin/tag.tsx';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { RowErrorTable } from './row-error-table.tsx';
import { getSubmission, pollOf, STATES, type Submission } from './submission.ts';
import { SubmissionActs } from './submission-acts.tsx';

/** One batch: how far it is, what became of its rows, and what can be done about it. */
export function SubmissionPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <AdminFrame title="报送批次" roles={['province-admin', 'officer', 'department', 'auditor']}>
      {(person) => <SubmissionView id={id} person={person} />}
    </AdminFrame>
  );
}

function SubmissionView({ id, person }: { id: string; person: Person }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'submission', id],
    queryFn: () => getSubmission(id),
    refetchInterval: ({ state }) => pollOf(state.data ? [state.data.state] : []),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  const { fileName, state, departmentName, account, receivedAt, failure, undone } = data;
  return (
    <>
      <p>
        <Link to="/desk">← 工作台</Link>
      </p>
      <div className="page-title">
        <div>
          <h1>
            <span className="name">{fileName || '（未命名）'}</span>{' '}
            <Tag tone={STATES[state]?.tone ?? 'ended'}>{STATES[state]?.label ?? state}</Tag>
          </h1>
          <p>
            {departmentName} · {account} · {formatInstant(receivedAt)} · <span className="mono">{id}</span>
          </p>
        </div>
        <SubmissionActs submission={data} person={person} />
      </div>
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
        <h2>逐行报告</h2>
        <RowErrorTable key={state} submission={data} />
      </section>
    </>
  );
}

function Counts({ submission }: { submission: Submission }) {
  const { rows, accepted, unchanged, rejected, withheld, findings, held = 0, transferred = 0, state } = submission;
  const done = accepted + unchanged + rejected + withheld + held + transferred;
  const figures = [
    ['行数', rows],
    ['已记录', accepted],
    ['无变化', unchanged],
    ['已拒绝', rejected],
    ['质量提示', findings],
    ['不予公示', withheld],
    ...(held > 0 ? ([['待处理', held]] as const) : []),
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
