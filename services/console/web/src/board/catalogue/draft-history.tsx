import { Button } from 'antd';
import { saveCsv } from '../../admin/csv.ts';
import { ListTable } from '../../admin/list/list-table.tsx';
import { wholeList } from '../../admin/list/use-list.ts';
import { formatInstant } from '../../parts/dates.ts';
import type { Draft, DraftSummary } from './catalogue.ts';

type Act = DraftSummary['acts'][number];

const ACTS: Record<string, string> = {
  create: '起草',
  change: '修改',
  add_format: '加入格式规范',
  remove_format: '移除格式规范',
  discard: '废弃',
  publish: '公布',
};

/** Who did what to a draft. */
export function DraftHistory({ draft: { id, acts } }: { draft: Draft }) {
  return (
    <section className="card panel">
      <h2>经过</h2>
      <ListTable
        list={wholeList(acts)}
        label="经过"
        keyOf={({ at, revision, act }) => `${at}-${revision}-${act}`}
        widthMin={520}
        empty={<b>还没有经过</b>}
        columns={[
          { title: '操作', show: ({ act }) => ACTS[act] ?? act },
          { title: '时间', width: 190, show: ({ at }) => formatInstant(at) },
          { title: '账号', show: ({ actor }) => <span className="name">{actor}</span> },
          { title: '稿次', width: 90, show: ({ revision }) => `第 ${revision} 稿` },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        <Button size="small" onClick={() => saveCsv(`目录草案${id}经过`, CSV_COLUMNS, acts)}>
          导出 CSV
        </Button>
      </div>
    </section>
  );
}

const CSV_COLUMNS = [
  { title: '时间', value: ({ at }: Act) => formatInstant(at) },
  { title: '操作', value: ({ act }: Act) => ACTS[act] ?? act },
  { title: '账号', value: ({ actor }: Act) => actor },
  { title: '稿次', value: ({ revision }: Act) => String(revision) },
];
