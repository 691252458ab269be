/** Canonical JSON escapes control characters, and no name, code or identity has one. */
const SEPARATOR = '\x01';

/**
 * The values of one column of many rows as one text, to be taken apart by `string_to_table($n, chr(1))`. Sent as arrays,
 * the same contents cost both sides three times as much: every quotation mark in JSON is escaped, and unescaped again.
 * An absent value is sent as ''; a single empty value comes out as null, since string_to_table of '' has no rows.
 * A value with the separator in it makes its column longer than the others, so that they end in nulls: a table that
 * has a column of numbers which must not be null refuses such rows.
 */
export function column<Row>(rows: readonly Row[], valueOf: (row: Row) => string | number | undefined): string {
  return rows.map(valueOf).join(SEPARATOR);
}

/**
 * SQL for the values of a column as a list to look up by index, `any(…)`, the column being parameter n. As a subquery the
 * list is taken for short; a list that the planner knows to be long makes it read a table of 100,000 rows from end to end.
 */
export function listOf(n: number): string {
  return `array(select string_to_table($${n}, chr(1)))`;
}
