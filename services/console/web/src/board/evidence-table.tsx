import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { ListTable } from '../admin/list/list-table.tsx';
import { ListTools } from '../admin/list/list-tools.tsx';
import { useList } from '../admin/list/use-list.ts';
import { apiUrl } from '../api/call.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { type EvidenceEntry, getEvidence, listEvidence } from './history.ts';

const KINDS: Record<string, string> = {
  same_size: '同一大小签出两个根',
  inconsistent: '两个检查点不能同真',
  rule_broken: '日志违反规则',
  body_differs: '内容与承诺不符',
};

/** What a province signed that cannot be true: both notes side by side, and the file that anybody can check. */
export function EvidenceTable({ node }: { node: string }) {
  const [opened, setOpened] = useState<string | undefined>();
  const list = useList<EvidenceEntry>(['evidence', node], (cursor) => listEvidence(node, cursor));
  return (
    <>
      <ListTable
        list={list}
        label="矛盾证据"
        keyOf={({ id }) => id}
        widthMin={520}
        empty={
          <>
            <b>没有发现过矛盾</b>该省签出的检查点前后一致。
          </>
        }
        columns={[
          { title: '性质', show: ({ kind }) => KINDS[kind] ?? kind },
          { title: '发现时间', width: 200, show: ({ foundAt }) => formatInstant(foundAt) },
          {
            title: '内容',
            width: 110,
            show: ({ id, foundAt }) => (
              <Button
                size="small"
                aria-label={`查看 ${formatInstant(foundAt)} 发现的证据`}
                onClick={() => setOpened(id)}
              >
                查看
              </Button>
            ),
          },
        ]}
      />
      <ListTools list={list} onCsv={() => saveCsv('矛盾证据', CSV_COLUMNS, list.rows ?? [])} />
      <Drawer open={opened !== undefined} onClose={() => setOpened(undefined)} title="证据" size="large">
        {opened && <EvidenceDetail id={opened} />}
      </Drawer>
    </>
  );
}

function EvidenceDetail({ id }: { id: string }) {
  const { data, error } = useQuery({ queryKey: ['admin', 'evidence-file', id], queryFn: () => getEvidence(id) });
  if (error) return <Failed error={error} />;
  if (!data) return <Bones lines={6} />;
  return (
    <>
      <p>{KINDS[data.kind] ?? data.kind}。以下两份均由该省密钥签名，不能同时为真；任何人都可用证据文件离线核对。</p>
      <div className="side-by-side" style={{ margin: '16px 0' }}>
        <div>
          <h3>已核验的检查点</h3>
          <pre>{data.verifiedCheckpoint}</pre>
        </div>
        <div>
          <h3>另一份检查点</h3>
          <pre>{data.otherCheckpoint || '（见证据文件）'}</pre>
        </div>
      </div>
      <a className="button" href={apiUrl('exchange', `/v1/evidence/${id}`)} download={`evidence-${id}.json`}>
        下载证据文件
      </a>
    </>
  );
}

const CSV_COLUMNS = [
  { title: '编号', value: ({ id }: EvidenceEntry) => id },
  { title: '节点', value: ({ node }: EvidenceEntry) => node },
  { title: '发现时间', value: ({ foundAt }: EvidenceEntry) => formatInstant(foundAt) },
  { title: '性质', value: ({ kind }: EvidenceEntry) => KINDS[kind] ?? kind },
];
