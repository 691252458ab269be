import { Button, Table } from 'antd';
import { CHANNEL_WORDS, claimInWords, PUBLISH_WORDS } from '../../../../src/domain/display/catalogue-words.ts';
import { Tag } from '../../admin/tag.tsx';
import { nodeName } from '../../site.ts';
import type { Entry } from './catalogue.ts';

/** The entries of a version or a draft; with `onEdit` each can be opened. */
export function EntryTable({ entries, onEdit }: { entries: Entry[]; onEdit?: ((entry: Entry) => void) | undefined }) {
  return (
    <Table<Entry>
      rowKey="item"
      size="middle"
      dataSource={entries}
      pagination={false}
      scroll={{ x: 1_080 }}
      columns={[
        {
          title: '项目',
          fixed: 'left',
          width: 170,
          render: (_, { item, name }) => (
            <>
              <span className="name">{name}</span>
              <br />
              <span className="quiet mono">{item}</span>
            </>
          ),
        },
        { title: '类别', dataIndex: 'category', width: 120 },
        { title: '提供单位', width: 200, render: (_, entry) => providersInWords(entry) },
        {
          title: '公示',
          width: 100,
          render: (_, { publish }) => (
            <Tag tone={publish === 'yes' ? 'good' : publish === 'no' ? 'ended' : 'info'}>
              {PUBLISH_WORDS[publish] ?? publish}
            </Tag>
          ),
        },
        {
          title: '期限（工作日）',
          width: 130,
          render: (_, { provideWorkingDays, publishWorkingDays }) =>
            `提供 ${provideWorkingDays}，公示 ${publishWorkingDays}`,
        },
        { title: '提供方式', width: 180, render: (_, entry) => channelsInWords(entry) },
        { title: '复核', width: 70, render: (_, { needsReview }) => (needsReview ? '需要' : '—') },
        { title: '格式规范', width: 90, render: (_, { format }) => <span className="mono">{format}</span> },
        ...(onEdit
          ? [
              {
                title: '',
                width: 80,
                render: (_: unknown, entry: Entry) => (
                  <Button size="small" aria-label={`修改 ${entry.name}`} onClick={() => onEdit(entry)}>
                    修改
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function providersInWords({ providers }: Entry): string {
  return providers.map((claim) => claimInWords(claim, nodeName)).join('；');
}

function channelsInWords({ channels }: Entry): string {
  return channels.map((channel) => CHANNEL_WORDS[channel] ?? channel).join('、');
}

/** Columns of the catalogue as a file. */
export const ENTRY_CSV = [
  { title: '项目', value: ({ item }: Entry) => item },
  { title: '项目名称', value: ({ name }: Entry) => name },
  { title: '类别', value: ({ category }: Entry) => category },
  { title: '法律依据', value: ({ legalBasis }: Entry) => legalBasis },
  { title: '提供单位', value: providersInWords },
  { title: '是否公示', value: ({ publish }: Entry) => PUBLISH_WORDS[publish] ?? publish },
  { title: '共享范围', value: ({ shareScope }: Entry) => shareScope },
  { title: '更新周期', value: ({ updateCycle }: Entry) => updateCycle },
  { title: '提供期限（工作日）', value: ({ provideWorkingDays }: Entry) => provideWorkingDays },
  { title: '公示期限（工作日）', value: ({ publishWorkingDays }: Entry) => publishWorkingDays },
  { title: '提供方式', value: channelsInWords },
  { title: '在线录入须经复核', value: ({ needsReview }: Entry) => (needsReview ? '是' : '否') },
  { title: '格式规范', value: ({ format }: Entry) => format },
];
