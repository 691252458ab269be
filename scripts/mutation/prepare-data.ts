import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '@necips/runtime';
import { awaitVerified, generateRegistrations, type LocalFederation, loadFiles } from '@necips/testbed';

const ROWS_A_FILE = 100;
const GIVE_UP_MS = 600_000;
const POLL_MS = 200;

/** What every record showed at some moment, by leaf; see `PastVersion`. */
export type History = Map<number, ShownVersion>;

export interface ShownVersion {
  leafIndex: number;
  recordId: string;
  pseudonym: string;
  record: string;
  content: string;
  subject: string;
}

/**
 * Loads made-up registrations through a province's front door: many small batches, a quarter of the records in a second version, a
 * tenth taken back again. Returns all that was shown on the way, so that something of it can be put back later.
 */
export async function prepareData(
  federation: LocalFederation,
  { node, rows, seed, sql }: { node: string; rows: number; seed: number; sql: Sql },
): Promise<History> {
  const folder = await mkdtemp(join(tmpdir(), 'necips-mutate-'));
  const history: History = new Map();
  try {
    const load = async (name: string, options: { rows: number; seed: number; first: number }) => {
      const files: string[] = [];
      for (let at = 0; at < options.rows; at += ROWS_A_FILE) {
        const file = join(folder, `${name}-${at}.csv`);
        const part = { rows: Math.min(ROWS_A_FILE, options.rows - at), first: options.first + at };
        await writeFile(file, [...generateRegistrations({ node, seed: options.seed + at, ...part })].join(''));
        files.push(file);
      }
      await loadFiles({ federation, node, files, giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
      await rememberShown(sql, node, history);
    };
    // Subjects of another run with another seed are others; of one with the same seed they only get further versions.
    const first = (seed % 1_000) * 50_000;
    await load('first', { rows, seed, first });
    await load('second', { rows: Math.ceil(rows / 4), seed: seed + 1_000_000, first });
    const takenBack = `mutate-taken-back-${Date.now()}`;
    await load(takenBack, {
      rows: Math.min(ROWS_A_FILE, Math.ceil(rows / 10)),
      seed: seed + 2_000_000,
      first: first + rows,
    });
    await takeBack(federation, node, `${takenBack}-0.csv`);
  } finally {
    await rm(folder, { recursive: true });
  }
  return history;
}

async function rememberShown(sql: Sql, node: string, history: History): Promise<void> {
  const rows = await sql<ShownVersion[]>`
    select r.leaf_index as "leafIndex", r.record_id as "recordId", r.pseudonym, to_jsonb(r)::text as record,
      to_jsonb(c)::text as content, to_jsonb(s)::text as subject
    from exchange.record r join exchange.record_content c using (node, generation, leaf_index)
      join exchange.subject s on s.subject_id = r.subject_id
    where r.node = ${node}`;
  for (const row of rows) history.set(row.leafIndex, row);
}

/** Takes a submission back, and waits until the province has published that and the centre has verified it. */
async function takeBack(federation: LocalFederation, node: string, fileName: string): Promise<void> {
  const { collection } = federation.node(node);
  const as = `department@${node}`;
  const list = (await (await federation.call(as, `${collection.rest}/v1/submissions?limit=100`)).json()) as {
    items: { submissionId: string; fileName: string }[];
  };
  const found = list.items.find((item) => item.fileName === fileName);
  if (!found) throw new Error(`the submission of ${fileName} is not listed`);
  const url = `${collection.rest}/v1/submissions/${found.submissionId}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await federation.call(as, `${url}/take-back`, {
    method: 'POST',
    headers,
    body: '{"reason":"mutate"}',
  });
  if (!answer.ok) throw new Error(`${fileName} is not taken back: ${answer.status} ${await answer.text()}`);
  let submission: { state: string; lastFeedSequence: number };
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    submission = (await (await federation.call(as, url)).json()) as typeof submission;
    if (submission.state === 'taken_back') break;
    if (Date.now() > deadline) throw new Error(`${fileName} is not taken back in time`);
    await delay(POLL_MS);
  }
  await awaitVerified(
    { federation, node, progress: () => {} },
    submission.lastFeedSequence,
    AbortSignal.timeout(GIVE_UP_MS),
  );
}
