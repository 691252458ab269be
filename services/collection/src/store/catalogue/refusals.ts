import type { Executor, Transaction } from '@necips/runtime';

/** A message of the catalogue's topic that was not believed. */
export interface CatalogueRefusal {
  partition: number;
  offset: number;
  /** Stable code. */
  reason: string;
  detail: string;
}

/** Refusals that are kept, the newest ones. */
const REFUSALS_MAX = 1_000;

/** Keeps refusals, each once however often the topic is read; the number of those that are new. */
export async function insertRefusals(
  tx: Transaction,
  refusals: readonly CatalogueRefusal[],
  refusedAt: Date,
): Promise<number> {
  const rows = await tx`
    insert into catalogue_refusal (partition, message_offset, reason, detail, refused_at)
    select partition, message_offset, reason, detail, ${refusedAt} from unnest(
      ${refusals.map(({ partition }) => partition)}::integer[], ${refusals.map(({ offset }) => offset)}::bigint[],
      ${refusals.map(({ reason }) => reason)}::text[], ${refusals.map(({ detail }) => shown(detail))}::text[])
      as refusal (partition, message_offset, reason, detail)
    on conflict (partition, message_offset) do nothing returning partition`;
  await tx`
    delete from catalogue_refusal where (partition, message_offset) in (
      select partition, message_offset from catalogue_refusal order by message_offset desc offset ${REFUSALS_MAX})`;
  return rows.length;
}

/** It quotes what a stranger may have written, and a text in PostgreSQL has no NUL. */
function shown(detail: string): string {
  return detail.replaceAll(/\p{Cc}/gu, '\ufffd').slice(0, DETAIL_CHARACTERS_MAX);
}

const DETAIL_CHARACTERS_MAX = 300;

/** What was refused, and since when the centre has been heard. */
export async function readContact(sql: Executor): Promise<CatalogueContact> {
  const [row] = await sql<CatalogueContact[]>`
    select (select count(*)::int from catalogue_refusal) as refused,
      (select min(heard_at) from (select heard_at from catalogue_version union all select heard_at from catalogue_format) heard)
        as "heardSince",
      (select json_build_object('reason', reason, 'detail', detail,
          'at', to_char(refused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from catalogue_refusal order by message_offset desc limit 1) as "lastRefusal"`;
  return row ?? { refused: 0, heardSince: null, lastRefusal: null };
}

export interface CatalogueContact {
  /** Refused messages, of those that are kept. */
  refused: number;
  /** When the first document of the centre came; null where none has. */
  heardSince: Date | null;
  lastRefusal: { reason: string; detail: string; at: string } | null;
}
