import type { Tone } from '../../admin/tag.tsx';
import { chineseOf } from '../../api/problem.ts';
import { formatDay, formatInstant } from '../../parts/dates.ts';
import type { CollectionStatus, NodeState, PublicationStatus } from './status.ts';

/** One thing to look at: how it stands in one word, and in figures. */
export interface HealthPoint {
  label: string;
  tone: Tone;
  word: string;
  text: string;
}

/** Below this share of its size a disk is nearly full. */
const FREE_SHARE_MIN = 0.1;

/** What of a node is to be looked at, by part of its work. */
export function healthPoints({ collection, publication }: NodeState): { title: string; points: HealthPoint[] }[] {
  return [
    {
      title: '归集',
      points: [batches(collection), held(collection), transfers(collection), connectors(collection)],
    },
    { title: '公示与总局核验', points: [published(publication), verified(publication), erased(publication)] },
    {
      title: '运行保障',
      points: [
        patrol(publication),
        catalogue(collection),
        disk('归集存储', collection.disk),
        disk('公示存储', publication.disk),
      ],
    },
  ];
}

const count = (value: number) => value.toLocaleString('zh-CN');

function batches({ queue }: CollectionStatus): HealthPoint {
  const { received, processing, takingBack, failed } = queue;
  const text = `待处理 ${count(received)}，处理中 ${count(processing)}，撤回中 ${count(takingBack)}，失败 ${count(failed)}`;
  if (failed > 0) return { label: '报送批次', tone: 'bad', word: `${count(failed)} 批失败`, text };
  return { label: '报送批次', tone: 'good', word: '正常', text };
}

function held({ held: { waiting, oldestAt } }: CollectionStatus): HealthPoint {
  if (waiting === 0 || oldestAt === null) {
    return { label: '待认领', tone: 'good', word: '没有', text: '报送的记录都已记于企业名下' };
  }
  return { label: '待认领', tone: 'warn', word: `${count(waiting)} 条`, text: `最早 ${formatInstant(oldestAt)}` };
}

function transfers({ transfers: { waiting, overdue } }: CollectionStatus): HealthPoint {
  const text = waiting === 0 ? '没有等待答复的转送' : `等待最终答复 ${count(waiting)} 条`;
  if (overdue > 0) return { label: '跨省转送', tone: 'bad', word: `${count(overdue)} 条逾期`, text };
  return { label: '跨省转送', tone: 'good', word: '正常', text };
}

function connectors({ connectors: { running, failing, paused, stopped } }: CollectionStatus): HealthPoint {
  const all = running + failing + paused + stopped;
  const text = `正常 ${running}，自动重试 ${failing}，已暂停 ${paused}，已停止 ${stopped}`;
  const label = '数据库对接';
  if (all === 0) return { label, tone: 'ended', word: '未使用', text: '没有登记对接' };
  if (stopped > 0) return { label, tone: 'bad', word: `${stopped} 个待处理`, text };
  if (failing > 0) return { label, tone: 'warn', word: `${failing} 个在重试`, text };
  return { label, tone: 'good', word: '正常', text };
}

function published({ publishedSize, checkpointAt, feedLag }: PublicationStatus): HealthPoint {
  const text = `日志 ${count(publishedSize)} 叶，最近签名 ${formatInstant(checkpointAt)}`;
  const label = '公示';
  if (feedLag === null) return { label, tone: 'warn', word: '等待归集', text };
  if (feedLag > 0) return { label, tone: 'info', word: `待公示 ${count(feedLag)}`, text };
  return { label, tone: 'good', word: '全部公示', text };
}

function verified({ lag, lastReceiptAt, verifiedSize, description }: PublicationStatus): HealthPoint {
  const label = '总局核验';
  if (lag < 0) return { label, tone: 'bad', word: '不一致', text: inChinaTime(chineseOf(description)) };
  if (lastReceiptAt === null)
    return { label, tone: 'warn', word: '尚无回执', text: inChinaTime(chineseOf(description)) };
  const text = `已核验 ${count(verifiedSize)} 叶，最近回执 ${formatInstant(lastReceiptAt)}`;
  if (lag > 0) return { label, tone: 'info', word: `待核验 ${count(lag)}`, text };
  return { label, tone: 'good', word: '全部核验', text };
}

function erased({ erasure: { dueAt, isOverdue } }: PublicationStatus): HealthPoint {
  const label = '撤下内容清除';
  if (dueAt === null) return { label, tone: 'good', word: '没有待清除', text: '撤下的内容都已从数据库文件中清除' };
  const text = `应于 ${formatInstant(dueAt)} 前从数据库文件中清除`;
  if (isOverdue) return { label, tone: 'bad', word: '逾期', text };
  return { label, tone: 'info', word: '待清除', text };
}

function patrol({ patrol: found }: PublicationStatus): HealthPoint {
  const label = '巡查';
  if (!found) return { label, tone: 'ended', word: '尚未开始', text: '启动后逐条比对' };
  const { differencesOpen, differencesToday, lastRoundEndedAt } = found;
  const text = `今日发现差异 ${count(differencesToday)} 处${lastRoundEndedAt === null ? '' : `，上一轮完成于 ${formatInstant(lastRoundEndedAt)}`}`;
  if (differencesOpen > 0) return { label, tone: 'bad', word: `${count(differencesOpen)} 处未修复`, text };
  return { label, tone: 'good', word: '没有未修复的差异', text };
}

function catalogue({ catalogue: { version, effectiveFrom, refused, reason } }: CollectionStatus): HealthPoint {
  const label = '资源目录';
  const text = `${formatDay(effectiveFrom)}起生效`;
  if (refused > 0) return { label, tone: 'warn', word: `第 ${version} 版`, text: `${text}；${chineseOf(reason)}` };
  return { label, tone: 'good', word: `第 ${version} 版`, text };
}

function disk(label: string, { freeBytes, totalBytes, reason }: CollectionStatus['disk']): HealthPoint {
  if (freeBytes === null || totalBytes === null) {
    return { label, tone: 'warn', word: '未知', text: inChinaTime(chineseOf(reason)) };
  }
  const isFull = freeBytes < FREE_SHARE_MIN * totalBytes;
  const text = `剩余 ${((freeBytes / totalBytes) * 100).toFixed(1)}%（${count(Math.floor(freeBytes / GIB))} GB）`;
  return { label, tone: isFull ? 'bad' : 'good', word: isFull ? '空间不足' : '充足', text };
}

const GIB = 2 ** 30;

/** Instants that stand in a text as services write them, as people in China read them. */
export function inChinaTime(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, (instant) => formatInstant(instant));
}
