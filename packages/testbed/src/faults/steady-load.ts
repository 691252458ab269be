import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { persistently } from '../load/persistently.ts';
import type { LocalFederation } from '../local-federation.ts';
import type { Ledger, SentFile } from './ledger.ts';

const POLL_MS = 500;
/** A request that a frozen process keeps waiting is given up, and repeated under the same key. */
const REQUEST_MS_MAX = 20_000;
/** Files acknowledged and not yet processed; beyond it a department waits. */
const PENDING_FILES_MAX = 200;

export interface SteadyLoadOptions {
  federation: LocalFederation;
  ledger: Ledger;
  rowsPerSecond: number;
  rowsAFile: number;
  /** Ends the load; what was begun is still followed to its end. */
  until: AbortSignal;
  /** Ends everything. */
  deadline: AbortSignal;
  progress: (text: string) => void;
}

/**
 * A department that sends files through a province's front door at a steady rate, whatever happens there, and keeps its own
 * books. Resolves when the load was ended and every file that was acknowledged has been processed. Rejects where an
 * acknowledged file ends in any other way than completed with all its rows.
 */
export async function sendSteadily(options: SteadyLoadOptions): Promise<void> {
  const { ledger, rowsPerSecond, rowsAFile, until } = options;
  const startedAt = performance.now();
  const pending = new Set<Promise<void>>();
  const failed = new AbortController();
  for (let sent = 0; !until.aborted && !failed.signal.aborted; sent += rowsAFile) {
    const dueInMs = (sent / rowsPerSecond) * 1_000 - (performance.now() - startedAt);
    if (dueInMs > 0) await delay(dueInMs, undefined, { signal: until }).catch(() => {});
    if (until.aborted) break;
    const file = ledger.nextFile(rowsAFile);
    const submissionId = await sendFile(options, file);
    ledger.acknowledge(file);
    const processed = untilProcessed(options, file, submissionId).finally(() => pending.delete(processed));
    processed.catch((error: unknown) => failed.abort(error));
    pending.add(processed);
    if (pending.size >= PENDING_FILES_MAX) await Promise.race(pending);
  }
  await Promise.all(pending);
  failed.signal.throwIfAborted();
}

/** Sends a file until the door acknowledges it. The key makes the repetition of a request whose answer was lost harmless. */
async function sendFile(options: SteadyLoadOptions, file: SentFile): Promise<string> {
  const { federation, ledger, deadline } = options;
  const url = `${federation.node(ledger.node).collection.rest}/v1/submissions?item=REG&fileName=faults.csv`;
  for (;;) {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'text/csv' };
    const send = () => ask(options, url, { method: 'POST', body: file.text, headers });
    const submission = (await persistently(send, options, deadline)) as Submission;
    if (submission.state !== 'incomplete' && submission.state !== 'receiving') return submission.submissionId;
    // The first request was cut off before it was durable, and its key stands for that: the file is sent anew.
    options.progress(`${ledger.node}: an upload was cut off; sending it again`);
  }
}

async function untilProcessed(options: SteadyLoadOptions, file: SentFile, submissionId: string): Promise<void> {
  const { federation, ledger, deadline } = options;
  const url = `${federation.node(ledger.node).collection.rest}/v1/submissions/${submissionId}`;
  for (;;) {
    await delay(POLL_MS, undefined, { signal: deadline });
    const submission = (await persistently(() => ask(options, url), options, deadline)) as Submission;
    if (submission.state === 'received' || submission.state === 'processing') continue;
    if (submission.state !== 'completed' || submission.accepted !== file.rows.length) {
      throw new Error(`${ledger.node}: an acknowledged file ended as ${JSON.stringify(submission)}`);
    }
    ledger.settle(file);
    return;
  }
}

function ask({ federation, ledger }: SteadyLoadOptions, url: string, init: RequestInit = {}): Promise<Response> {
  return federation.call(`department@${ledger.node}`, url, { ...init, signal: AbortSignal.timeout(REQUEST_MS_MAX) });
}

interface Submission {
  submissionId: string;
  state: string;
  accepted: number;
  unchanged: number;
  rejected: number;
}
