import type { Executor } from '@necips/runtime';
import type { Notice } from '../store/notice.ts';

/** The notice that holds for a node; undefined where there never was one. */
export async function findNewestNotice(sql: Executor, node: string): Promise<Notice | undefined> {
  const [row] = await sql<Notice[]>`
    select id, node, generation, kind, reason, verified_checkpoint as "verifiedCheckpoint",
      other_checkpoint as "otherCheckpoint", verified_size as "verifiedSize", noticed_at_ms as "noticedAtMs"
    from notice where node = ${node} order by id desc limit 1`;
  return row;
}
