import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Form, Input, Table } from 'antd';
import { useState } from 'react';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { saveCsv } from '../../admin/csv.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Failed } from '../../parts/states.tsx';
import { BoardNav } from '../board-nav.tsx';
import { type AuditLine, type AuditQuery, actInWords, listAudit } from './audit.ts';
import { ChainCheck } from './chain-check.tsx';

/** The centre's audit log, for auditors: who did what to what, and whether the log is whole. */
export function AuditPage() {
  return (
    <AdminFrame title="审计日志" roles={['auditor']}>
      {(person) => <AuditView person={person} />}
    </AdminFrame>
  );
}

function AuditView({ person }: { person: Person }) {
  const [query, setQuery] = useState<AuditQuery>({});
  return (
    <>
      <BoardNav person={person} />
      <div className="page-title">
        <div>
          <h1>审计日志</h1>
          <p>总局的每一项管理操作各占一行，只增不改；每行都与此前各行连成一链，改动任何一行都会断链。</p>
        </div>
        <ChainCheck />
      </div>
      <section className="card panel">
        <Form<AuditQuery> layout="inline" onFinish={setQuery} style={{ rowGap: 8, marginBottom: 16 }}>
          <Form.Item name="actor" label="账号">
            <Input allowClear maxLength={300} />
          </Form.Item>
          <Form.Item name="act" label="操作代码">
            <Input allowClear maxLength={300} className="mono" placeholder="如 enrol_node" />
          </Form.Item>
          <Form.Item name="object" label="对象">
            <Input allowClear maxLength={300} />
          </Form.Item>
          <Button htmlType="submit">筛选</Button>
        </Form>
        <AuditTable query={query} />
      </section>
    </>
  );
}

function AuditTable({ query }: { query: AuditQuery }) {
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'audit', query],
    queryFn: ({ pageParam }) => listAudit(query, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Table<AuditLine>
        rowKey="sequence"
        size="middle"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 900 }}
        locale={{ emptyText: <span className="quiet">没有符合条件的操作</span> }}
        expandable={{ expandedRowRender: (line) => <Details line={line} /> }}
        columns={[
          { title: '序号', dataIndex: 'sequence', align: 'right', width: 80 },
          { title: '时间', width: 190, render: (_, { at }) => formatInstant(at) },
          { title: '账号', width: 180, render: (_, { actor }) => <span className="name">{actor}</span> },
          { title: '操作', width: 200, render: (_, { act }) => actInWords(act) },
          { title: '对象', render: (_, { object }) => <span className="name mono">{object}</span> },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('审计日志', CSV_COLUMNS, rows)}>导出 CSV</Button>}
      </div>
    </>
  );
}

function Details({ line: { act, details, hash } }: { line: AuditLine }) {
  return (
    <dl className="audit-details">
      <div>
        <dt>操作代码</dt>
        <dd className="mono">{act}</dd>
      </div>
      {Object.entries(details).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="name">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
      <div>
        <dt>链值</dt>
        <dd className="mono">{hash}</dd>
      </div>
    </dl>
  );
}

const CSV_COLUMNS = [
  { title: '序号', value: ({ sequence }: AuditLine) => sequence },
  { title: '时间', value: ({ at }: AuditLine) => formatInstant(at) },
  { title: '账号', value: ({ actor }: AuditLine) => actor },
  { title: '操作', value: ({ act }: AuditLine) => actInWords(act) },
  { title: '操作代码', value: ({ act }: AuditLine) => act },
  { title: '对象', value: ({ object }: AuditLine) => object },
  { title: '详情', value: ({ details }: AuditLine) => JSON.stringify(details) },
  { title: '链值', value: ({ hash }: AuditLine) => hash },
];
