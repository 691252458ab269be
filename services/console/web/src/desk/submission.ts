import type { Tone } from '../admin/tag.tsx';
import { announced, apiUrl, get } from '../api/call.ts';
import { toApiError, unreachable } from '../api/problem.ts';
import { currentPageToken } from '../api/session.ts';

/** One batch and what became of it, as collection's REST gives it. */
export interface Submission {
  submissionId: string;
  item: string;
  format: string;
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
  /** Rows that wait for a person; absent where the node has no such queue. */
  held?: number;
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

interface List<T> {
  items: T[];
  next: string | null;
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

/** How soon to look again at what changes by itself; false where nothing does. */
export function pollOf(states: readonly string[]): number | false {
  return states.some((state) => MOVING.has(state)) ? POLL_MS : false;
}

const POLL_MS = 1_000;

export function listSubmissions(cursor: string | undefined): Promise<List<Submission>> {
  return get('collection', '/v1/submissions', { query: { cursor, limit: 20 }, isBackground: true });
}

export function getSubmission(id: string): Promise<Submission> {
  return get('collection', `/v1/submissions/${id}`, { isBackground: true });
}

export function listRowErrors(id: string, cursor: string | undefined): Promise<List<RowError>> {
  return get('collection', `/v1/submissions/${id}/errors`, { query: { cursor, limit: 100 } });
}

/**
 * Sends a file and tells how much has gone, 0 to 1. The key makes a second click, or a retry, the same batch. Throws ApiError.
 * XMLHttpRequest, since fetch does not say how far an upload is.
 */
export async function uploadFile({ file, item, key, onProgress }: Upload): Promise<Submission> {
  const token = await currentPageToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('collection', '/v1/submissions', { item, fileName: file.name.slice(-200) }));
    request.setRequestHeader('content-type', mediaTypeOf(file.name));
    request.setRequestHeader('idempotency-key', key);
    request.setRequestHeader('x-page-token', token);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) void answer.json().then((body) => resolve(body as Submission), reject);
      else void toApiError(answer).then((error) => reject(announced(error)));
    };
    request.send(file);
  });
}

interface Upload {
  file: File;
  item: string;
  key: string;
  onProgress: (share: number) => void;
}

function mediaTypeOf(name: string): string {
  if (/\.gz$/i.test(name)) return 'application/gzip';
  return /\.csv$/i.test(name) ? 'text/csv' : 'application/octet-stream';
}
