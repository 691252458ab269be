import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { ReportContent, ReportRecord } from '../domain/report/content.ts';

/** A report of more records would be no reading any more; it says that it is cut. */
const RECORDS_MAX = 1_000;
const PAGE_ITEMS = 100;
const TIMEOUT_MS = 30_000;

/** Everything that a report shows, as the public may read it. Throws `not_found`, `unavailable`, and what the service behind answers. */
export async function readReport(
  { config, now }: Pick<Context, 'config' | 'now'>,
  code: string,
): Promise<ReportContent> {
  const base = `${config.upstream.exchange}/v1/subjects/${encodeURIComponent(code)}`;
  const subject = await read<ReportContent['subject']>(base);
  const records: ReportRecord[] = [];
  let cursor: string | null = '';
  while (cursor !== null && records.length < RECORDS_MAX) {
    const page: RecordPage = await read(`${base}/records?limit=${PAGE_ITEMS}${cursor && `&cursor=${cursor}`}`);
    records.push(...page.items);
    cursor = page.next;
  }
  return { subject, records, isWhole: cursor === null, readAtMs: now() };
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
    throw new ServiceError('unavailable', '后台服务暂不可用，请稍后再试 (the service behind is away)', {
      reason: 'upstream_away',
      cause,
    });
  });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; reason?: string };
  const kind = response.status === 404 ? 'not_found' : response.status === 400 ? 'invalid' : 'unavailable';
  throw new ServiceError(kind, problem.detail ?? '未能读到公示信息 (could not be read)', {
    reason: problem.reason ?? 'upstream_refused',
  });
}

interface RecordPage {
  items: ReportRecord[];
  next: string | null;
}
