import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mediaTypeOf, until } from '@necips/testbed';
import type { MeasuredCollection } from './measured-collection.ts';

const ENDED = { everyMs: 20, withinMs: 3_600_000 };

interface Submission {
  submissionId: string;
  state: string;
  accepted: number;
  failure: string;
}

/**
 * Hands in a file of new penalties and waits until each is recorded under its subject. Times it from the first byte to the last row, with
 * the peak memory of the process meanwhile. Throws where a row was anything but accepted.
 */
export async function importFile(
  collection: MeasuredCollection,
  file: string,
  rows: number,
): Promise<{ seconds: number; peakMegabytes: number }> {
  const body = await openAsBlob(file, { type: mediaTypeOf(file) });
  const headers = { authorization: `Bearer ${await collection.token()}`, 'idempotency-key': randomUUID() };
  await collection.resetPeak();
  const started = performance.now();
  const response = await fetch(`${collection.rest}/v1/submissions?item=PEN`, { method: 'POST', body, headers });
  const answer = (await response.json()) as Submission;
  if (!response.ok) throw new Error(`the door answers ${response.status}: ${JSON.stringify(answer)}`);
  const ended = await untilEnded(collection, answer.submissionId);
  const seconds = (performance.now() - started) / 1000;
  if (ended.state !== 'completed' || ended.accepted !== rows)
    throw new Error(`not all accepted: ${JSON.stringify(ended)}`);
  const peakMegabytes = await collection.peakMegabytes();
  await untilIdle(collection);
  return { seconds, peakMegabytes };
}

/** Waits until a submission has come to its end, whatever that is; looked for in the database, which costs the service nothing. */
async function untilEnded({ sql }: MeasuredCollection, submissionId: string): Promise<Submission> {
  return await until(async () => {
    const [submission] = await sql<Submission[]>`
      select state, accepted, failure from submission where id = ${submissionId} and state not in ('received', 'processing')`;
    return submission;
  }, ENDED);
}

/** Waits until the service has nothing left to do, which would be work beside the next measurement. */
export async function untilIdle({ sql }: MeasuredCollection): Promise<void> {
  await until(async () => {
    const [work] = await sql<{ isDone: boolean }[]>`
      select sequence >= (select max(sequence) from record_version)
        and not exists (select from submission where state in ('received', 'processing')) as "isDone" from subject_directory`;
    return work?.isDone;
  }, ENDED);
}
