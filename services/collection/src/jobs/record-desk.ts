import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Format } from '@necips/domain';
import { isServiceError, ServiceError } from '@necips/runtime';
import { openRecords } from '../commands/record/open-records.ts';
import { type ExpectedSignature, expectSignature } from '../commands/upload/expect-signature.ts';
import { checkTombstoneKey } from '../commands/withdrawal/check-tombstone-key.ts';
import { jsonKey } from '../domain/forms/json-values.ts';
import type { EnteredDraft, RecordDesk, RecordSignature, SingleRecord } from '../domain/record-desk.ts';
import { pendingAnswer, type RecordAnswer } from '../domain/record-outcome.ts';
import type { Provider } from '../domain/submission.ts';
import { findWorkById } from '../queries/find-next-work.ts';
import { findRecordAnswer } from '../queries/find-record-answer.ts';
import { readRecordAnswers } from '../queries/read-record-answers.ts';
import { processSubmission } from './process-submission.ts';

type DeskContext = Parameters<typeof processSubmission>[0];

/** An answer waits this long for a record that somebody else is recording, or that waits for the directory. */
const ANSWER_WAIT_MS = 10_000;
const POLL_MS = 20;

/**
 * Takes single records (数据接口): those of one account and format that come while others are being recorded become one submission, so
 * that many at one time cost little more than one, and none waits behind a file. What happens to a record is what happens to a row of a
 * file, by the same code. A process killed meanwhile leaves a submission that the worker ends.
 */
export function startRecordDesk(context: DeskContext): RecordDesk & AsyncDisposable {
  const closing = new AbortController();
  const queues = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();
  let waiting = 0;

  async function serve(name: string): Promise<void> {
    for (let queue = queues.get(name) ?? []; queue.length > 0; queue = queues.get(name) ?? []) {
      const batch = takeDistinct(queue, context.limits.blockRows);
      await record(context, batch, closing.signal).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    queues.delete(name);
  }

  async function submit(request: SingleRecord): Promise<RecordAnswer> {
    const { provider, format, idempotencyKey, draft, signature } = request;
    const line = Buffer.from(request.record.replace(/[\r\n]+/g, ' '));
    const requestHash = context.sealer.digest(`${format.item}\n${request.record}`);
    const known =
      idempotencyKey !== undefined &&
      (await findRecordAnswer(context, provider.account, { idempotencyKey, requestHash }));
    if (known) return known;
    const signed = signature && (await expectRecordSignature(context, request, signature));
    if (waiting >= context.limits.recordsWaitingMax || closing.signal.aborted) throw tooMany();
    waiting += 1;
    const key = jsonKey(format)(line, 0, line.length);
    // A draft is a submission of its own, and so is what is signed, so that one that is refused keeps no other out.
    const name = JSON.stringify([provider, format.id, draft?.draftId, signed && randomUUID()]);
    return await new Promise<RecordAnswer>((resolve, reject) => {
      const entry = { provider, format, line, requestHash, idempotencyKey, draft, signed, key, resolve, reject };
      const queue = queues.get(name);
      if (queue) return void queue.push(entry);
      queues.set(name, [entry]);
      const served = serve(name).finally(() => running.delete(served));
      running.add(served);
    }).finally(() => {
      waiting -= 1;
    });
  }

  return {
    submit,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}

interface Waiting {
  provider: Provider;
  format: Format;
  line: Buffer;
  requestHash: Buffer;
  idempotencyKey: string | undefined;
  draft: EnteredDraft | undefined;
  signed: ExpectedSignature | undefined;
  key: string | undefined;
  resolve: (answer: RecordAnswer) => void;
  reject: (error: unknown) => void;
}

async function expectRecordSignature(
  context: DeskContext,
  { provider, format }: SingleRecord,
  { header, body }: RecordSignature,
): Promise<ExpectedSignature | undefined> {
  const signed = await expectSignature(context, { header, department: provider.department, item: format.item });
  signed?.see(body);
  return signed;
}

/** Takes the next records, each about a record of its own and with a key of its own: of two in one batch the last would win. */
function takeDistinct(queue: Waiting[], limit: number): Waiting[] {
  if (queue[0]?.draft) return queue.splice(0, 1);
  const taken: Waiting[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < queue.length && taken.length < limit; ) {
    const entry = queue[i]!;
    const marks = [`record ${entry.key ?? ''}`, `request ${entry.idempotencyKey ?? ''}`].filter(
      (mark) => !mark.endsWith(' '),
    );
    if (marks.some((mark) => seen.has(mark))) {
      i += 1;
      continue;
    }
    for (const mark of marks) seen.add(mark);
    taken.push(entry);
    queue.splice(i, 1);
  }
  return taken;
}

async function record(context: DeskContext, batch: Waiting[], signal: AbortSignal): Promise<void> {
  await checkTombstoneKey(context, context.sql);
  const opened = await open(context, batch);
  if (!opened) return;
  const { submissionId, records } = opened;
  const work = await findWorkById(context, submissionId);
  // What waits for the directory longer than anybody waits for an answer is left to the worker.
  const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WAIT_MS)]);
  if (work) await processSubmission(context, work, patience);
  for (const deadline = Date.now() + ANSWER_WAIT_MS; ; ) {
    const answerOf = await readRecordAnswers(context, submissionId);
    if (answerOf || Date.now() >= deadline || signal.aborted) {
      records.forEach(({ resolve }, i) => resolve(answerOf?.(i + 1) ?? pendingAnswer(submissionId, i + 1)));
      return;
    }
    await delay(POLL_MS);
  }
}

/** Makes a batch durable; what was sent before, and came again meanwhile, is answered and left out. */
async function open(
  context: DeskContext,
  batch: Waiting[],
): Promise<{ submissionId: string; records: Waiting[] } | undefined> {
  const [first] = batch;
  if (!first) return undefined;
  try {
    return { submissionId: await openRecords(context, { ...first, records: batch }), records: batch };
  } catch (error) {
    if (!isServiceError(error) || error.reason !== 'repeated_request') throw error;
    const fresh: Waiting[] = [];
    for (const entry of batch) if (!(await answerKnown(context, entry))) fresh.push(entry);
    return await open(context, fresh);
  }
}

async function answerKnown(context: DeskContext, entry: Waiting): Promise<boolean> {
  const { idempotencyKey, requestHash, provider } = entry;
  if (idempotencyKey === undefined) return false;
  try {
    const known = await findRecordAnswer(context, provider.account, { idempotencyKey, requestHash });
    if (known) entry.resolve(known);
    return known !== undefined;
  } catch (error) {
    entry.reject(error);
    return true;
  }
}

function tooMany(): ServiceError {
  return new ServiceError('limited', '等待记录的请求过多，请稍后再试 (too many records at one time)', {
    reason: 'too_many_records',
  });
}
