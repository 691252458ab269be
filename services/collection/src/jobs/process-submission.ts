import { setTimeout as delay } from 'node:timers/promises';
import { chinaDate } from '@necips/domain';
import { recordBlock } from '../commands/submission/record-block.ts';
import { startProcessing } from '../commands/submission/start-processing.ts';
import { undoBlock } from '../commands/submission/undo-block.ts';
import { findRepeatedRows } from '../commands/upload/find-repeated-rows.ts';
import type { Context } from '../context.ts';
import type { PreparedBlock } from '../domain/prepare-block.ts';
import type { FileFormat } from '../domain/read-row.ts';
import type { Work } from '../queries/find-next-work.ts';
import { getFormat } from '../queries/get-format.ts';
import { prepareBlocks } from '../queries/prepare-blocks.ts';

/**
 * Brings one submission to its end, or as far as it gets before `signal`: records its rows block by block, or undoes what it
 * has recorded. Rows are read and validated while PostgreSQL records the block before.
 */
export async function processSubmission(
  context: Omit<Context, 'wakeWorker' | 'wakeWithdrawer' | 'records'>,
  submission: Work,
  signal: AbortSignal,
): Promise<void> {
  if (submission.undoTarget) return await undoAll(context, submission.id, signal);
  await startProcessing(context, submission.id);
  const { node, checkSwitchDate, now } = context;
  const { form, fields, encoding } = submission;
  const format = getFormat(context, submission.format);
  const file: FileFormat = {
    format,
    node,
    today: chinaDate(now()),
    receivedOn: chinaDate(submission.receivedAt.getTime()),
    checkSwitchDate,
    form,
    fields,
    encoding,
  };
  await findRepeatedRows(context, submission, file, signal);

  let recording: Promise<boolean> = Promise.resolve(true);
  for await (const block of prepareBlocks(context, submission, file)) {
    if (!(await recording) || signal.aborted) return;
    recording = recordOnceAttributable(context, { ...submission, format }, block, signal);
    // A failure is thrown by the next await; until then nobody listens.
    recording.catch(() => undefined);
  }
  await recording;
}

/** Between two looks whether the directory has seen what is registered. */
const DIRECTORY_POLL_MS = 20;

/** Records a block; where its rows are to be attributed by registrations that the directory has not seen yet, waits until it has. */
async function recordOnceAttributable(
  context: Parameters<typeof processSubmission>[0],
  submission: Parameters<typeof recordBlock>[1],
  block: PreparedBlock,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const recorded = await recordBlock(context, submission, block);
    if (recorded !== 'behind') return recorded;
    context.hurryDirectory();
    await delay(DIRECTORY_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function undoAll(
  context: Omit<Context, 'wakeWorker' | 'wakeWithdrawer' | 'records'>,
  submissionId: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if (await undoBlock(context, submissionId)) return;
  }
}
