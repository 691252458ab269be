import type { Executor } from '@necips/runtime';

/** A stored piece of an upload: complete rows in zstd. */
export interface UploadChunk {
  firstRow: number;
  rows: number;
  bytes: Buffer;
}

/**
 * Adds a piece, if the submission is still being received; false where it has been cancelled or taken over. The update of
 * its row comes first, so that a piece is never added behind the back of a command that has just deleted them all.
 */
export async function insertChunk(
  sql: Executor,
  submissionId: string,
  chunk: UploadChunk,
  progress: { rows: number; contentBytes: number; aliveAt: Date },
): Promise<boolean> {
  const added = await sql`
    with live as (
      update submission set rows = ${progress.rows}, content_bytes = ${progress.contentBytes},
        alive_at = ${progress.aliveAt}
      where id = ${submissionId} and state = 'receiving' returning id
    )
    insert into upload_chunk (submission_id, first_row, rows, bytes)
    select id, ${chunk.firstRow}, ${chunk.rows}, ${chunk.bytes} from live returning first_row`;
  return added.length === 1;
}

/** The piece that holds a row. */
export async function readChunk(sql: Executor, submissionId: string, row: number): Promise<UploadChunk | undefined> {
  const [chunk] = await sql<UploadChunk[]>`
    select first_row as "firstRow", rows, bytes from upload_chunk
    where submission_id = ${submissionId} and first_row <= ${row} order by first_row desc limit 1`;
  return chunk;
}

export async function deleteChunks(tx: Executor, submissionId: string): Promise<void> {
  await tx`delete from upload_chunk where submission_id = ${submissionId}`;
}
