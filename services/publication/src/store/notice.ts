import type { Executor } from '@necips/runtime';
import type { CentreNotice } from '../domain/notice.ts';

/** The notice that holds for a generation; undefined where there never was one. */
export async function findNotice(sql: Executor, generation: number): Promise<CentreNotice | undefined> {
  const [row] = await sql<CentreNotice[]>`
    select generation, kind, reason, verified_checkpoint as "verifiedCheckpoint", other_checkpoint as "otherCheckpoint",
      verified_size as "verifiedSize", noticed_at_ms as "noticedAtMs", received_at as "receivedAt"
    from notice where generation = ${generation}`;
  return row;
}

/** Keeps a notice unless a later one is there; true where it is news. Kafka may hand old ones over again. */
export async function upsertNotice(sql: Executor, notice: CentreNotice): Promise<boolean> {
  const { generation, kind, reason, verifiedCheckpoint, otherCheckpoint, verifiedSize, noticedAtMs, receivedAt } =
    notice;
  const rows = await sql`
    insert into notice (generation, kind, reason, verified_checkpoint, other_checkpoint, verified_size, noticed_at_ms, received_at)
    values (${generation}, ${kind}, ${reason}, ${verifiedCheckpoint}, ${otherCheckpoint}, ${verifiedSize}, ${noticedAtMs},
      ${receivedAt})
    on conflict (generation) do update set kind = excluded.kind, reason = excluded.reason,
      verified_checkpoint = excluded.verified_checkpoint, other_checkpoint = excluded.other_checkpoint,
      verified_size = excluded.verified_size, noticed_at_ms = excluded.noticed_at_ms, received_at = excluded.received_at
    where excluded.noticed_at_ms > notice.noticed_at_ms
    returning generation`;
  return rows.length === 1;
}
