import { REGISTRATION_ITEM } from '@necips/domain';
import type { Sql } from '@necips/runtime';
import { nodeTerm } from '../name-terms.ts';
import type { Subject } from './record-source.ts';
import { SUBJECT_COLUMNS } from './subject-columns.ts';
import type { TermStatistics } from './term-statistics.ts';

/*
 * What is common is found soonest by reading on in the order of the answer until the page is full ("walk"); what is rare, by
 * the index of terms, which has to read and sort every hit. A walk is bounded: where it does not fill the page, the index is
 * asked after all. A filter may leave next to nothing of what is common, and then neither way ends soon: one page looks at a
 * bounded number of subjects, and says where it stopped. None of these statements is prepared: which way is good depends on the
 * values, and a plan made for others can be a hundred times slower.
 */

/** What is looked for. */
export interface NameSearch {
  /** Current names from `lowest` up to but not including `highest` begin with the query; for an exact match, are equal. */
  lowest: string;
  highest: string;
  /** Terms that these have; none where the query is one character. */
  beginningTerms: number[];
  /** Text to be found in the names of the other hits. */
  needle: string;
  /** Terms that the other hits have. */
  elsewhereTerms: number[];
  /** Only subjects of this province. */
  node: string | undefined;
  /** Further condition on the table of subjects, beginning with `and`; '' where there is none. */
  condition: string;
  /** Subjects that one page may look at to find those that a filter leaves. */
  filteredRowsMax: number;
}

/** What was found, in order. */
export interface Found<Position> {
  subjects: Subject[];
  /** Where the search stopped before its end, because it had looked at as many subjects as it may; absent where it did not. */
  stoppedAt?: Position;
}

/** A subject's place in the order of names. */
export type NamePosition = [searchName: string, code: string];

/** Subjects whose current name begins with the query, in the order of (search name, code), after the given ones. */
export async function findBeginning(
  sql: Sql,
  search: NameSearch,
  after: NamePosition,
  wanted: number,
  statistics: TermStatistics,
): Promise<Found<NamePosition>> {
  const { lowest, highest, beginningTerms, node, condition, filteredRowsMax } = search;
  const parameters = [...after, highest, wanted];
  if (node === undefined && condition === '') {
    return { subjects: await sql.unsafe<Subject[]>(WALK_BEGINNING, parameters) };
  }
  // One character makes no term, and the province's own does not help.
  if (node !== undefined && beginningTerms.length > 0) {
    const rows = Math.min(walkRows(statistics), filteredRowsMax);
    const walked = await sql.unsafe<Subject[]>(walkBeginningOfNode(condition), [...parameters, node, rows]);
    if (walked.length >= wanted) return { subjects: walked };
    const terms = statistics.choose([...beginningTerms, nodeTerm(node)]);
    if (hitsOf(terms, statistics) <= filteredRowsMax) {
      const indexed = indexBeginningOfNode(condition);
      return { subjects: await sql.unsafe<Subject[]>(indexed, [...parameters, node, lowest, arrayText(terms)]) };
    }
  }
  const [stop] = await sql.unsafe<{ name: string; code: string }[]>(STOP_BEGINNING, [
    ...after,
    highest,
    filteredRowsMax - 1,
  ]);
  const upTo = stop ? [stop.name, stop.code] : [highest, ''];
  const subjects = await sql.unsafe<Subject[]>(walkFiltered(condition), [...after, ...upTo, node ?? null, wanted]);
  return { subjects, ...(stop && { stoppedAt: [stop.name, stop.code] satisfies NamePosition }) };
}

/** Subjects that bear the query in a name, but not at the beginning of the current one, by code after the given one. */
export async function findElsewhere(
  sql: Sql,
  search: NameSearch,
  afterCode: string,
  wanted: number,
  statistics: TermStatistics,
): Promise<Found<string>> {
  const { lowest, highest, needle, elsewhereTerms, node, condition, filteredRowsMax } = search;
  const parameters = [afterCode, needle, lowest, highest, node ?? null, wanted];
  const walk = node === undefined ? walkElsewhere(condition) : walkElsewhereOfNode(condition);
  const rows = node === undefined ? walkRows(statistics) : walkRowsOfNode(statistics, node);
  if (Math.min(...elsewhereTerms.map(statistics.shareOf)) * rows >= wanted) {
    const walked = await sql.unsafe<Subject[]>(walk, [...parameters, rows]);
    if (walked.length >= wanted) return { subjects: walked };
  }
  const terms = statistics.choose(node === undefined ? elsewhereTerms : [...elsewhereTerms, nodeTerm(node)]);
  if (condition === '' || hitsOf(terms, statistics) <= filteredRowsMax) {
    return { subjects: await sql.unsafe<Subject[]>(indexElsewhere(condition), [...parameters, arrayText(terms)]) };
  }
  const [stop] = await sql.unsafe<{ code: string }[]>(node === undefined ? STOP_ELSEWHERE : STOP_ELSEWHERE_OF_NODE, [
    afterCode,
    filteredRowsMax - 1,
    ...(node === undefined ? [] : [node]),
  ]);
  const subjects = await sql.unsafe<Subject[]>(walk, [...parameters, filteredRowsMax]);
  return { subjects, ...(stop && { stoppedAt: stop.code }) };
}

/** Subjects that the index has under all of these terms, about; the rarest of them bounds it. */
function hitsOf(terms: number[], { subjects, shareOf }: TermStatistics): number {
  return subjects * Math.min(1, ...terms.map(shareOf));
}

/**
 * Rows to walk at most. A query borne by a share s of N subjects costs about 20/s µs by walking and 3sN µs by the index,
 * sorting included; at the break-even both take sqrt(60 N) µs, 8 ms at a million.
 */
function walkRows({ subjects }: TermStatistics): number {
  return Math.max(5000, Math.ceil(Math.sqrt(60 * subjects)));
}

/** The same in one province, where a row walked costs three times as much, because two tables are read. */
function walkRowsOfNode({ subjects, shareOf }: TermStatistics, node: string): number {
  return Math.max(1000, Math.ceil(Math.sqrt(10 * subjects * shareOf(nodeTerm(node)))));
}

const WALK_BEGINNING = `
  select ${SUBJECT_COLUMNS} from exchange.subject
  where (search_name, subject_id) > ($1, $2) and search_name < $3
  order by search_name, subject_id limit $4`;

// The last subject that a page may look at; none where the end comes before it. Read out of the index alone.
const STOP_BEGINNING = `
  select search_name as "name", subject_id as "code" from exchange.subject
  where (search_name, subject_id) > ($1, $2) and search_name < $3
  order by search_name, subject_id offset $4 limit 1`;

const walkFiltered = (condition: string) => `
  select ${SUBJECT_COLUMNS} from exchange.subject
  where (search_name, subject_id) > ($1, $2) and (search_name, subject_id) <= ($3, $4)
    and ($5::text is null or node = $5)${condition}
  order by search_name, subject_id limit $6`;

const walkBeginningOfNode = (condition: string) => `
  select ${SUBJECT_COLUMNS} from (
    select * from exchange.subject where (search_name, subject_id) > ($1, $2) and search_name < $3
    order by search_name, subject_id limit $6) as walked
  where node = $5${condition} order by search_name, subject_id limit $4`;

// "offset 0" keeps the planner from walking all the same.
const indexBeginningOfNode = (condition: string) => `
  select ${SUBJECT_COLUMNS} from (
    select * from exchange.subject
    where name_terms @> $7::integer[] and node = $5 and search_name >= $6 and search_name < $3 offset 0) as hit
  where (search_name, subject_id) > ($1, $2)${condition} order by search_name, subject_id limit $4`;

const IS_HIT = `(strpos(search_name, $2) > 0 or strpos(search_former_names, $2) > 0)
    and not (search_name >= $3 and search_name < $4) and ($5::text is null or node = $5)`;

const walkElsewhere = (condition: string) => `
  select ${SUBJECT_COLUMNS} from (
    select * from exchange.subject where subject_id > $1 order by subject_id limit $7) as walked
  where ${IS_HIT}${condition} order by subject_id limit $6`;

// Codes begin with the division of their first registration, so one province's subjects lie close together among all the others;
// its own records lead to them. "offset 0" keeps the planner from reading all subjects beside them.
const walkElsewhereOfNode = (condition: string) => `
  select ${SUBJECT_COLUMNS} from (
    select subject_id as own_id from exchange.record
    where node = $5 and item = '${REGISTRATION_ITEM}' and subject_id > $1 order by subject_id limit $7) as own
  cross join lateral (select * from exchange.subject where subject_id = own_id and ${IS_HIT}${condition} offset 0) as hit
  order by own_id limit $6`;

const STOP_ELSEWHERE = `
  select subject_id as "code" from exchange.subject where subject_id > $1 order by subject_id offset $2 limit 1`;

const STOP_ELSEWHERE_OF_NODE = `
  select subject_id as "code" from exchange.record
  where node = $3 and item = '${REGISTRATION_ITEM}' and subject_id > $1 order by subject_id offset $2 limit 1`;

const indexElsewhere = (condition: string) => `
  select ${SUBJECT_COLUMNS} from (
    select * from exchange.subject where name_terms @> $7::integer[] and ${IS_HIT}${condition} offset 0) as hit
  where subject_id > $1 order by subject_id limit $6`;

function arrayText(terms: number[]): string {
  return `{${terms.join()}}`;
}
