import { Link } from '@tanstack/react-router';
import type { Person } from '../../admin/admin-frame.tsx';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';
import { type Connector, listConnectors, standingOf } from './connector.ts';

const POLL_MS = 5_000;

/** Departments' own tables that the node reads by itself (数据库对接). */
export function ConnectorsPage() {
  return (
    <DeskFrame part="/desk/connectors" title="数据库对接">
      {(person) => <Connectors person={person} />}
    </DeskFrame>
  );
}

function Connectors({ person }: { person: Person }) {
  const titleOf = useItemTitle();
  const list = useList<Connector>(['connectors'], listConnectors, { pollMs: () => POLL_MS });
  const mayAdminister = person.roles.includes('province-admin');
  return (
    <>
      <PageHead
        title="数据库对接"
        acts={
          mayAdminister && (
            <Link to="/desk/connectors/new" className="button main">
              登记对接
            </Link>
          )
        }
      >
        由本节点定时读取部门自有数据库的表或视图，新增和变更的行自动成为报送批次。
      </PageHead>
      <section className="card panel" aria-label="数据库对接">
        <ListTable
          list={list}
          label="数据库对接"
          keyOf={({ connectorId }) => connectorId}
          columns={columnsOf(titleOf)}
          widthMin={980}
          empty={
            <>
              <b>还没有登记对接</b>
              {mayAdminister ? '部门的数据在 PostgreSQL 中的，可由本节点直接读取。' : '对接由本节点管理员登记。'}
            </>
          }
        />
        <ListTools list={list} csvUrl={apiUrl('collection', '/v1/connectors.csv')} />
      </section>
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<Connector>[] {
  return [
    {
      title: '部门与信息',
      width: 270,
      show: ({ connectorId, departmentName, department, item, schema, relation }) => (
        <span className="two-lines">
          <Link to="/desk/connectors/$id" params={{ id: connectorId }} className="name">
            {titleOf(item)}
          </Link>
          <small className="name">{departmentName || department}</small>
          <small className="mono breakable">
            {schema}.{relation}
          </small>
        </span>
      ),
    },
    { title: '状态', show: (connector) => <Standing connector={connector} /> },
    { title: '已提交行数', isNumber: true, width: 112, show: ({ rows }) => rows.toLocaleString('zh-CN') },
    {
      title: '上次读取',
      width: 176,
      show: ({ pulledAt }) => (pulledAt ? formatInstant(pulledAt) : <span className="quiet">尚未读完</span>),
    },
    {
      title: '下次读取',
      width: 176,
      show: ({ state, nextAt }) => (state === 'running' ? formatInstant(nextAt) : <span className="quiet">—</span>),
    },
  ];
}

/** How a connector stands, and what is wrong with it. */
function Standing({ connector }: { connector: Connector }) {
  const { label, tone } = standingOf(connector);
  return (
    <span className="two-lines">
      <Tag tone={tone}>{label}</Tag>
      {connector.explanation && <small className="name">{chineseOf(connector.explanation)}</small>}
    </span>
  );
}
