import { Button } from 'antd';
import { CHANNEL_WORDS, claimInWords, PUBLISH_WORDS } from '../../../../src/domain/display/catalogue-words.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { wholeList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { nodeName } from '../../site.ts';
import type { Entry } from './catalogue.ts';

/** The entries of a version or a draft; with `onEdit` each can be opened. */
export function EntryTable({ entries, onEdit }: { entries: Entry[]; onEdit?: ((entry: Entry) => void) | undefined }) {
  const acts: ListColumn<Entry>[] = onEdit
    ? [
        {
          title: '操作',
          width: 84,
          show: (entry) => (
            <Button size="small" aria-label={`修改 ${entry.name}`} onClick={() => onEdit(entry)}>
              修改
            </Button>
          ),
        },
      ]
    : [];
  return (
    <ListTable
      list={wholeList(entries)}
      label="目录条目"
      keyOf={({ item }) => item}
      columns={[...COLUMNS, ...acts]}
      widthMin={1_040}
      empty={<b>没有条目</b>}
    />
  );
}

const COLUMNS: ListColumn<Entry>[] = [
  {
    title: '项目',
    width: 172,
    show: ({ item, name }) => (
      <span className="two-lines">
        <span className="name">{name}</span>
        <small className="mono">{item}</small>
      </span>
    ),
  },
  { title: '类别', width: 120, show: ({ category }) => category },
  { title: '提供单位', show: (entry) => providersInWords(entry) },
  {
    title: '公示',
    width: 96,
    show: ({ publish }) => (
      <Tag tone={publish === 'yes' ? 'good' : publish === 'no' ? 'ended' : 'info'}>
        {PUBLISH_WORDS[publish] ?? publish}
      </Tag>
    ),
  },
  {
    title: '期限（工作日）',
    width: 142,
    show: ({ provideWorkingDays, publishWorkingDays }) => `提供 ${provideWorkingDays}，公示 ${publishWorkingDays}`,
  },
  { title: '提供方式', width: 196, show: (entry) => channelsInWords(entry) },
  { title: '录入复核', width: 88, show: ({ needsReview }) => (needsReview ? '需要' : '不需要') },
  { title: '格式规范', width: 90, show: ({ format }) => <span className="mono">{format}</span> },
];

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
