import type { Executor } from '@necips/runtime';

/** A valid row whose record occurs more than once in its file. */
export interface RepeatedRow {
  row: number;
  recordId: string;
  /** Hash of its content. */
  content: Buffer;
}

/** A repeated row that is not the last of its record in the file. */
export interface SupersededRow {
  row: number;
  /** The row that wins. */
  winner: number;
  /** Whether both have the same content. */
  identical: boolean;
}

export async function insertRepeatedKeys(tx: Executor, submissionId: string, hashes: Uint32Array): Promise<void> {
  const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  await tx`insert into repeated_keys (submission_id, hashes) values (${submissionId}, ${bytes})`;
}

/** Hashes of repeated keys, ascending; undefined where none are left to be looked at. */
export async function readRepeatedKeys(sql: Executor, submissionId: string): Promise<Uint32Array | undefined> {
  const [row] = await sql<{ hashes: Buffer }[]>`
    select hashes from repeated_keys where submission_id = ${submissionId}`;
  return row && new Uint32Array(new Uint8Array(row.hashes).buffer);
}

export async function deleteRepeatedKeys(tx: Executor, submissionId: string): Promise<void> {
  await tx`delete from repeated_keys where submission_id = ${submissionId}`;
}

/** Adds rows; one that is there already stays. */
export async function insertRepeatedRows(tx: Executor, submissionId: string, rows: RepeatedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into repeated_row (submission_id, row, record_id, content)
    select ${submissionId}::uuid, row, record_id, decode(content, 'hex') from unnest(
      ${rows.map(({ row }) => row)}::bigint[], ${rows.map(({ recordId }) => recordId)}::text[],
      ${rows.map(({ content }) => content.toString('hex'))}::text[]
    ) as repeated (row, record_id, content)
    on conflict do nothing`;
}

/** Those of the rows from `first` to `last` that a later row of the file supersedes. */
export async function readSupersededRows(
  sql: Executor,
  submissionId: string,
  first: number,
  last: number,
): Promise<SupersededRow[]> {
  return await sql<SupersededRow[]>`
    select earlier.row, latest.row as winner, latest.content = earlier.content as identical
    from repeated_row earlier cross join lateral (
      select row, content from repeated_row
      where submission_id = earlier.submission_id and record_id = earlier.record_id order by row desc limit 1
    ) latest
    where earlier.submission_id = ${submissionId} and earlier.row between ${first} and ${last}
      and latest.row > earlier.row`;
}

export async function deleteRepeatedRows(tx: Executor, submissionId: string): Promise<void> {
  await tx`delete from repeated_row where submission_id = ${submissionId}`;
}
