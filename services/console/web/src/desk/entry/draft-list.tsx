import { Link } from '@tanstack/react-router';
import type { ListColumn } from '../../admin/list/list-table.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { DRAFT_STATES, type ListedDraft } from './draft.ts';

/** Words of a key that a list has room for; the CSV has all of them. */
const KEY_WORDS_SHOWN = 2;

type TitleOf = (item: string) => string;

/** The first column of a list of drafts: whom a draft is about, of which item it is, and what tells it from others. */
export function aboutColumn(to: '/desk/drafts/$id' | '/desk/reviews/$id', titleOf: TitleOf): ListColumn<ListedDraft> {
  return {
    title: '录入内容',
    show: ({ draftId, item, subject, key }) => (
      <span className="two-lines">
        <Link to={to} params={{ id: draftId }} className="name">
          {subject || '（名称未填）'}
        </Link>
        <small className="name">{[titleOf(item), ...key.slice(0, KEY_WORDS_SHOWN)].join(' · ')}</small>
      </span>
    ),
  };
}

/** The columns that every list of drafts has as CSV. */
export function draftCsvColumns(titleOf: TitleOf) {
  return [
    { title: '草稿', value: ({ draftId }: ListedDraft) => draftId },
    { title: '信息类别', value: ({ item }: ListedDraft) => titleOf(item) },
    { title: '主体名称', value: ({ subject }: ListedDraft) => subject },
    { title: '主要内容', value: ({ key }: ListedDraft) => key.join(' · ') },
    { title: '状态', value: ({ state }: ListedDraft) => DRAFT_STATES[state].label },
    { title: '提供部门', value: ({ departmentName }: ListedDraft) => departmentName },
    { title: '录入人', value: ({ account }: ListedDraft) => account },
    { title: '创建时间', value: ({ createdAt }: ListedDraft) => formatInstant(createdAt) },
    { title: '最近更改', value: ({ changedAt }: ListedDraft) => formatInstant(changedAt) },
  ];
}
