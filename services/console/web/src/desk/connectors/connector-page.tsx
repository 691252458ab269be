import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { Person } from '../../admin/admin-frame.tsx';
import { Facts } from '../../admin/facts.tsx';
import { Tag } from '../../admin/tag.tsx';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { useForm } from '../entry/form/form-model.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';
import { type Connector, getConnector, readToText, standingOf } from './connector.ts';
import { ConnectorActs } from './connector-acts.tsx';
import { adviceOf } from './connector-advice.ts';
import { fieldLabels } from './field-labels.ts';

const POLL_MS = 3_000;

/** One connector: how it stands and what to do about it, where it reads, and what it reads into which field. */
export function ConnectorPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <DeskFrame part="/desk/connectors" title="数据库对接">
      {(person) => (
        <>
          <Link to="/desk/connectors" className="back-link">
            ← 数据库对接
          </Link>
          <ConnectorView id={id} person={person} />
        </>
      )}
    </DeskFrame>
  );
}

function ConnectorView({ id, person }: { id: string; person: Person }) {
  const titleOf = useItemTitle();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'connector', id],
    queryFn: () => getConnector(id),
    refetchInterval: POLL_MS,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={9} />;
  const { department, departmentName, item } = data;
  const standing = standingOf(data);
  return (
    <>
      <PageHead
        title={
          <>
            {titleOf(item)} <Tag tone={standing.tone}>{standing.label}</Tag>
          </>
        }
        acts={person.roles.includes('province-admin') && <ConnectorActs connector={data} />}
      >
        <Link to="/desk/departments/$uscc" params={{ uscc: department }} className="name">
          {departmentName || department}
        </Link>
      </PageHead>
      <Trouble connector={data} />
      <Figures connector={data} />
      <section className="card panel">
        <h2>来源</h2>
        <Facts items={sourceFacts(data)} />
      </section>
      <Columns connector={data} />
    </>
  );
}

/** What is wrong with a connector, and what to do. */
function Trouble({ connector: { state, reason, explanation, failures, nextAt } }: { connector: Connector }) {
  if (reason === '') return null;
  const words = chineseOf(explanation);
  const props = { showIcon: true, style: { marginBottom: 16 } };
  if (state === 'paused')
    return <Alert type="info" {...props} title={`已暂停：${words}`} description="恢复后从原处继续读取。" />;
  if (state === 'stopped') {
    return <Alert type="error" {...props} title={`已停止：${words}`} description={adviceOf(reason)} />;
  }
  const again = failures > 0 ? `已连续 ${failures} 次，下次 ${formatInstant(nextAt)}。` : '';
  return <Alert type="warning" {...props} title={words} description={again + adviceOf(reason)} />;
}

function Figures({ connector: { state, rows, pulledAt, nextAt, readTo } }: { connector: Connector }) {
  const figures = [
    ['已提交行数', rows.toLocaleString('zh-CN')],
    ['已读至', readToText(readTo)],
    ['上次读完', pulledAt ? formatInstant(pulledAt) : '尚未读完'],
    ['下次读取', state === 'running' ? formatInstant(nextAt) : '—'],
  ] as const;
  return (
    <div className="figures-row card">
      {figures.map(([label, value]) => (
        <div key={label}>
          <div className="label">{label}</div>
          <div className="value small">{value}</div>
        </div>
      ))}
    </div>
  );
}

function sourceFacts(connector: Connector) {
  const { host, port, database, user, schema, relation, watermark, key } = connector;
  const { overlap, periodSeconds, batchRows, registeredAt, registeredBy } = connector;
  const mono = (text: string) => <span className="mono breakable">{text}</span>;
  return [
    ['数据库地址', mono(`${host}:${port}/${database}`)],
    ['账号', mono(user)],
    ['密码', '已封存保存，不再显示'],
    ['表或视图', mono(`${schema}.${relation}`)],
    ['时间戳列', mono(watermark)],
    ['键列', mono(key)],
    ['读取间隔', `${periodSeconds.toLocaleString('zh-CN')} 秒，每批至多 ${batchRows.toLocaleString('zh-CN')} 行`],
    ['回看范围', `${overlap.toLocaleString('zh-CN')}（时间列为秒，序号列为个数）`],
    ['登记', `${formatInstant(registeredAt)}，${registeredBy}`],
  ] as const;
}

function Columns({ connector: { item, columns } }: { connector: Connector }) {
  const { data: form } = useForm(item);
  const labelOf = fieldLabels(form);
  return (
    <section className="card panel">
      <h2>各列对应的字段</h2>
      <Facts
        items={columns.map(({ field, column }) => [labelOf(field), <span className="mono breakable">{column}</span>])}
      />
    </section>
  );
}
