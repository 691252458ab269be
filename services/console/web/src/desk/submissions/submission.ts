import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { get } from '../../api/call.ts';

/** One batch and what became of it, as collection's REST gives it. */
export interface Submission {
  submissionId: string;
  item: string;
  format: string;
  way: string;
  /** It changed nothing; its counts are what would be. */
  dryRun: boolean;
  state: string;
  departmentName: string;
  account: string;
  fileName: string;
  encoding: string | null;
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  findings: number;
  withheld: number;
  /** Rows whose subject is not known. */
  held: number;
  /** Rows that another province has recorded; absent where the node sends none. */
  transferred?: number;
  receivedAt: string;
  completedAt: string | null;
  failure: string;
  lastFeedSequence: number;
  undone: { withdrawn: number; restored: number; kept: number };
}

export interface RowError {
  row: number;
  field: string;
  label: string;
  value: string;
  code: string;
  reason: string;
  mend: string;
  finding: boolean;
}

/** States that change by themselves. */
const MOVING = new Set(['receiving', 'received', 'processing', 'taking_back']);

export const STATES: Record<string, { label: string; tone: Tone }> = {
  receiving: { label: '上传中', tone: 'info' },
  incomplete: { label: '不完整', tone: 'bad' },
  received: { label: '待处理', tone: 'info' },
  processing: { label: '处理中', tone: 'info' },
  completed: { label: '已完成', tone: 'good' },
  taking_back: { label: '撤回中', tone: 'info' },
  taken_back: { label: '已撤回', tone: 'ended' },
  cancelled: { label: '已取消', tone: 'ended' },
  failed: { label: '失败', tone: 'bad' },
};

/** How records came in (M§8). */
export const WAYS: Record<string, string> = {
  entry: '在线录入',
  import: '批量导入',
  interface: '数据接口',
  connector: '数据库对接',
  transfer: '外省转来',
};

/** How soon to look again at what changes by itself; false where nothing does. */
export function pollOf(states: readonly string[]): number | false {
  return states.some((state) => MOVING.has(state)) ? POLL_MS : false;
}

const POLL_MS = 1_000;
const SUBMISSIONS_A_PAGE = 20;
const ERRORS_A_PAGE = 100;

/** Which batches are asked for. */
export interface SubmissionFilter {
  item?: string | undefined;
  state?: string | undefined;
  way?: string | undefined;
}

export function listSubmissions(filter: SubmissionFilter, cursor: string | undefined): Promise<ListPage<Submission>> {
  const query = { ...filter, cursor, limit: SUBMISSIONS_A_PAGE };
  return get('collection', '/v1/submissions', { query, isBackground: true });
}

export function getSubmission(id: string): Promise<Submission> {
  return get('collection', `/v1/submissions/${id}`, { isBackground: true });
}

export function listRowErrors(id: string, cursor: string | undefined): Promise<ListPage<RowError>> {
  return get('collection', `/v1/submissions/${id}/errors`, { query: { cursor, limit: ERRORS_A_PAGE } });
}
