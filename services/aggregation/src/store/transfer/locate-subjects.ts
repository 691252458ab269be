import { normaliseCode, searchName } from '@necips/domain';
import type { Executor } from '@necips/runtime';

/** What a department has called an enterprise; each may be empty. */
export interface Whom {
  creditCode: string;
  registrationNumber: string;
  name: string;
}

/** Where the national index has it. */
export type Whereabouts =
  | { outcome: 'found'; node: string; foundBy: 'credit_code' | 'registration_number' | 'name' }
  | { outcome: 'unknown' | 'ambiguous' };

const KINDS = ['credit_code', 'registration_number', 'name'] as const;

/**
 * Where enterprises are registered, one answer for each, in order. The first thing that finds somebody decides, as in a province's own
 * attribution: code, registration number, exact name. What is found by less than a code has no other code than the one asked for.
 * An enterprise that has moved away (迁出) is found where it was only if nobody else is called so. Each lookup is one of an index and
 * stops at the second hit.
 */
export async function locateSubjects(sql: Executor, whom: readonly Whom[]): Promise<Whereabouts[]> {
  const rows = await sql<{ byKind: string[][] }[]>`
    select array[coalesce(by_code.nodes, '[]'), coalesce(by_number.nodes, numbered_then.nodes, '[]'),
      coalesce(by_name.nodes, named_then.nodes, '[]')]::json[] as "byKind"
    from unnest(${whom.map(({ creditCode }) => normaliseCode(creditCode))}::text[],
      ${whom.map(({ registrationNumber }) => normaliseCode(registrationNumber))}::text[],
      ${whom.map(({ name }) => searchName(name))}::text[]) with ordinality as asked (code, number, name, place)
    left join lateral (select json_agg(node) as nodes from exchange.subject where subject_id = code and code <> '') as by_code on true
    left join lateral (${numbered(sql, false)}) as by_number on true
    left join lateral (${numbered(sql, true)}) as numbered_then on by_number.nodes is null
    left join lateral (${named(sql, false)}) as by_name on true
    left join lateral (${named(sql, true)}) as named_then on by_name.nodes is null
    order by place`;
  return rows.map(({ byKind }) => {
    const first = byKind.findIndex((nodes) => nodes.length > 0);
    const [node, second] = byKind[first] ?? [];
    const foundBy = KINDS[first];
    if (node === undefined || foundBy === undefined) return { outcome: 'unknown' };
    return second === undefined ? { outcome: 'found', node, foundBy } : { outcome: 'ambiguous' };
  });
}

/** Of `asked`: who bears the number, two at most. */
const numbered = (sql: Executor, movedOut: boolean) => sql`
  select json_agg(node) as nodes from (
    (select node, subject_id from exchange.subject where registration_number = number and number <> '' and moved_out = ${movedOut}
      and ${hasNoOtherCode(sql)} limit 2)
    union
    (select node, subject_id from exchange.subject where subject_id = number and number <> '' and moved_out = ${movedOut})) as numbered`;

/** Of `asked`: who is called so, two at most. */
const named = (sql: Executor, movedOut: boolean) => sql`
  select json_agg(node) as nodes from (
    select node from exchange.subject where search_name = asked.name and asked.name <> '' and moved_out = ${movedOut}
      and ${hasNoOtherCode(sql)} limit 2) as named`;

const hasNoOtherCode = (sql: Executor) => sql`(code = '' or subject_id = code or length(subject_id) <> 18)`;
