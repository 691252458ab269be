import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Table } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../../admin/csv.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { CATALOGUE_KEY, getVersion, type VersionSummary } from './catalogue.ts';
import { ENTRY_CSV, EntryTable } from './entry-table.tsx';

/** Every version that was published, the newest first; each can be opened. */
export function VersionTable({ versions }: { versions: VersionSummary[] }) {
  const [opened, setOpened] = useState<number | undefined>();
  const rows = versions.toReversed();
  return (
    <>
      <Table<VersionSummary>
        rowKey="version"
        size="middle"
        dataSource={rows}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { title: '版次', width: 90, render: (_, { version }) => `第 ${version} 版` },
          { title: '生效日期', width: 130, dataIndex: 'effectiveFrom' },
          { title: '公布时间', width: 190, render: (_, { publishedAt }) => whenPublished(publishedAt) },
          { title: '说明', render: (_, { note }) => <span className="name">{note}</span> },
          {
            title: '',
            width: 80,
            render: (_, { version }) => (
              <Button size="small" aria-label={`查看第 ${version} 版`} onClick={() => setOpened(version)}>
                查看
              </Button>
            ),
          },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        <Button onClick={() => saveCsv('资源目录历次版本', CSV_COLUMNS, rows)}>导出 CSV</Button>
      </div>
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={`资源目录第 ${opened} 版`}
        size={1_080}
      >
        {opened !== undefined && <VersionEntries version={opened} />}
      </Drawer>
    </>
  );
}

function VersionEntries({ version }: { version: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...CATALOGUE_KEY, 'version', version],
    queryFn: () => getVersion(version),
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  return (
    <>
      <EntryTable entries={data.entries} />
      <div className="tools" style={{ marginTop: 12 }}>
        <Button onClick={() => saveCsv(`资源目录第${version}版`, ENTRY_CSV, data.entries)}>导出 CSV</Button>
      </div>
    </>
  );
}

function whenPublished(publishedAt: string | null): string {
  return publishedAt === null ? '系统内置' : formatInstant(publishedAt);
}

const CSV_COLUMNS = [
  { title: '版次', value: ({ version }: VersionSummary) => version },
  { title: '生效日期', value: ({ effectiveFrom }: VersionSummary) => effectiveFrom },
  { title: '公布时间', value: ({ publishedAt }: VersionSummary) => whenPublished(publishedAt) },
  { title: '说明', value: ({ note }: VersionSummary) => note },
];
