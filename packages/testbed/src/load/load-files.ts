import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalFederation } from '../local-federation.ts';
import { awaitVerified } from './await-verified.ts';
import { persistently } from './persistently.ts';

export interface LoadOptions {
  federation: LocalFederation;
  /** Province node. */
  node: string;
  /** Catalogue item; REG unless it is told. */
  item?: string;
  /** CSV, JSON Lines (`.jsonl`) or XLSX files, each also with `.gz`. */
  files: string[];
  /** How long to keep trying in all, in milliseconds. */
  giveUpAfterMs: number;
  /** Told what happens, for people. */
  progress: (text: string) => void;
}

/** Counts of all files together; rows = accepted + unchanged + rejected + withheld + held + transferred. */
export interface LoadResult {
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  /** Rows about records that are lawfully withdrawn. */
  withheld: number;
  /** Rows whose subject is not known yet. */
  held: number;
  /** Rows that another province has recorded. */
  transferred: number;
  seconds: number;
  rowsPerSecond: number;
}

interface Submission {
  submissionId: string;
  state: string;
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  withheld: number;
  held?: number;
  transferred?: number;
  failure?: string;
  lastFeedSequence: number;
}

interface SentFile {
  file: string;
  submission: Submission;
}

const POLL_MS = 200;
const ENDED = new Set(['completed', 'failed', 'cancelled', 'taken_back', 'incomplete']);

/** Submits files as a department would, and waits until the centre has verified all that they published. */
export async function loadFiles(options: LoadOptions): Promise<LoadResult> {
  const started = performance.now();
  const deadline = AbortSignal.timeout(options.giveUpAfterMs);
  const sent: SentFile[] = [];
  for (const file of options.files) sent.push({ file, submission: await sendFile(options, file, deadline) });
  const submissions: Submission[] = [];
  for (const upload of sent) submissions.push(await untilEnded(options, upload, deadline));
  const lastSequence = Math.max(0, ...submissions.map((submission) => submission.lastFeedSequence));
  await awaitVerified(options, lastSequence, deadline);
  return totals(submissions, (performance.now() - started) / 1000);
}

async function sendFile(options: LoadOptions, file: string, deadline: AbortSignal): Promise<Submission> {
  const { federation, node, item = 'REG' } = options;
  const query = `item=${encodeURIComponent(item)}&fileName=${encodeURIComponent(basename(file))}`;
  const url = `${federation.node(node).collection.rest}/v1/submissions?${query}`;
  // The key makes the retry of a request whose answer was lost harmless; a new run of the script is a new submission.
  const key = randomUUID();
  const body = await openAsBlob(file, { type: mediaTypeOf(file) });
  const send = () =>
    federation.call(`department@${node}`, url, { method: 'POST', body, headers: { 'idempotency-key': key } });
  return (await persistently(send, options, deadline)) as Submission;
}

/** By the name of the file; what it is, the door tells by its content. */
export function mediaTypeOf(file: string): string {
  if (file.endsWith('.gz')) return 'application/gzip';
  if (/\.(jsonl|ndjson)$/.test(file)) return 'application/x-ndjson';
  return file.endsWith('.xlsx') ? XLSX : 'text/csv';
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Waits until a submission has ended; one that a restart cut off is sent again. */
async function untilEnded(options: LoadOptions, upload: SentFile, deadline: AbortSignal): Promise<Submission> {
  const { federation, node } = options;
  const { file } = upload;
  let { submission } = upload;
  const url = `${federation.node(node).collection.rest}/v1/submissions/${submission.submissionId}`;
  const ask = () => federation.call(`department@${node}`, url);
  while (!ENDED.has(submission.state)) {
    const { accepted, unchanged, rejected, withheld, held = 0, transferred = 0 } = submission;
    const done = accepted + unchanged + rejected + withheld + held + transferred;
    options.progress(`${basename(file)}: ${submission.state}, ${done} of ${submission.rows} rows`);
    await delay(POLL_MS, undefined, { signal: deadline });
    submission = (await persistently(ask, options, deadline)) as Submission;
  }
  if (submission.state === 'incomplete') {
    const again = await sendFile(options, file, deadline);
    return untilEnded(options, { file, submission: again }, deadline);
  }
  if (submission.state !== 'completed') throw new Error(`${file}: ${submission.state} ${submission.failure ?? ''}`);
  return submission;
}

function totals(submissions: Submission[], seconds: number): LoadResult {
  const sum = (count: 'rows' | 'accepted' | 'unchanged' | 'rejected' | 'withheld' | 'held' | 'transferred') =>
    submissions.reduce((total, submission) => total + (submission[count] ?? 0), 0);
  const rows = sum('rows');
  return {
    rows,
    accepted: sum('accepted'),
    unchanged: sum('unchanged'),
    rejected: sum('rejected'),
    withheld: sum('withheld'),
    held: sum('held'),
    transferred: sum('transferred'),
    seconds: Math.round(seconds * 10) / 10,
    rowsPerSecond: Math.round(rows / seconds),
  };
}
