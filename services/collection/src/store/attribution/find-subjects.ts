import type { SubjectClaim } from '@necips/domain';
import type { Executor, Transaction } from '@necips/runtime';
import type { AliasKind } from '../../domain/attribution/alias-key.ts';
import { type Attribution, attribute, type ClaimKey, claimKeys, type Hit } from '../../domain/attribution/attribute.ts';

/** Subjects looked at for one name or code: where more bear it, it is ambiguous anyhow. */
const HITS_MAX = 20;

/**
 * Attributes claims in bulk, in their order. First each is looked up by the strongest thing that it gives; only what that does not find
 * is looked up by the rest, so that most cost two look-ups by primary key. The directory must be locked. Of 1,000,000 subjects, 1,000
 * are found in some 60 ms while most pages still have to be read.
 */
export async function attributeClaims(tx: Transaction, claims: readonly SubjectClaim[]): Promise<Attribution[]> {
  const asked = claims.map(claimKeys);
  // Statistics of a table that has just been filled are old: nothing but the indexes may be used.
  await tx`select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)`;
  const strongest = await findHits(tx, asked, 0, 1);
  const weaker = await findHits(
    tx,
    asked.map((keys, place) => (strongest.has(place) ? [] : keys)),
    1,
  );
  return claims.map((claim, place) => attribute(claim, strongest.get(place) ?? weaker.get(place) ?? []));
}

/** Whom some of the keys of each claim find, by the place of the claim. */
async function findHits(
  tx: Transaction,
  claims: readonly (readonly ClaimKey[])[],
  from: number,
  to?: number,
): Promise<Map<number, Hit[]>> {
  const asked = claims.flatMap((keys, place) => {
    const name = keys.find(({ by }) => by === 'name')?.key ?? 'null';
    return keys.slice(from, to).map(({ by, key }) => ({ place, by, key, name }));
  });
  const hits = new Map<number, Hit[]>();
  if (asked.length === 0) return hits;
  // A list that is one text is read faster than one that is quoted element by element.
  const rows = await tx<(Omit<Hit, 'by'> & { number: number })[]>`
    select asked.number, subject.subject_id as "subjectId", subject.code, subject.name, subject.uscc,
      subject.registration_number as "registrationNumber", coalesce(asked.name = any (subject.keys), false) as named,
      coalesce(asked.name = subject.name_key, false) as "presentName", subject.moved_to as "movedTo"
    from unnest(
      ${`{${asked.map(({ key }) => key).join()}}`}::text::uuid[], ${`{${asked.map(({ name }) => name).join()}}`}::text::uuid[]
    ) with ordinality as asked (key, name, number)
    cross join lateral (
      select subject_id from subject_alias where subject_alias.key = asked.key limit ${HITS_MAX}
    ) alias
    cross join lateral (
      select * from subject where subject.subject_id = alias.subject_id and record_id is not null
    ) subject`;
  for (const { number, ...subject } of rows) {
    const { place, by } = asked[number - 1]!;
    const hit = { ...subject, by };
    const found = hits.get(place);
    if (found) found.push(hit);
    else hits.set(place, [hit]);
  }
  return hits;
}

/** A subject of the node by its code or registration number; those that it had earlier find it, too. */
export async function findSubjects(
  sql: Executor,
  keys: readonly string[],
): Promise<{ subjectId: number; code: string; name: string }[]> {
  return await sql<{ subjectId: number; code: string; name: string }[]>`
    select distinct subject_id as "subjectId", code, name from subject_alias join subject using (subject_id)
    where key = any (${[...keys]}::uuid[]) and record_id is not null limit ${HITS_MAX}`;
}

/** What a code may be: a unified social credit code or a registration number. */
export const CODE_KINDS = ['uscc', 'registrationNumber'] as const satisfies readonly AliasKind[];
