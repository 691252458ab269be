import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../../admin/csv.ts';
import { ListTable } from '../../admin/list/list-table.tsx';
import { wholeList } from '../../admin/list/use-list.ts';
import { formatDay, formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { CATALOGUE_KEY, getVersion, type VersionSummary } from './catalogue.ts';
import { ENTRY_CSV, EntryTable } from './entry-table.tsx';

/** Every version that was published, the newest first; each can be opened. */
export function VersionTable({ versions }: { versions: VersionSummary[] }) {
  const [opened, setOpened] = useState<number | undefined>();
  const rows = versions.toReversed();
  return (
    <>
      <ListTable
        list={wholeList(rows)}
        label="历次版本"
        keyOf={({ version }) => version}
        widthMin={640}
        empty={<b>还没有公布过</b>}
        columns={[
          { title: '版次', width: 96, show: ({ version }) => `第 ${version} 版` },
          { title: '说明', show: ({ note }) => <span className="name">{note}</span> },
          { title: '生效日期', width: 140, show: ({ effectiveFrom }) => formatDay(effectiveFrom) },
          { title: '公布时间', width: 180, show: ({ publishedAt }) => whenPublished(publishedAt) },
          {
            title: '内容',
            width: 84,
            show: ({ version }) => (
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
