/**
 * What a pull connector (数据库对接, M§8) asks of a department's own table or view: the rows behind a place in the order of watermark and key.
 * Names come from whoever registers the connector: they are quoted, never part of the statement; values are parameters.
 */
export interface Source {
  schema: string;
  relation: string;
  /** Rises with every change of a row: a time or a number. */
  watermark: string;
  /** Tells rows of one watermark apart. */
  key: string;
  /** Which column holds which field of the format. */
  columns: readonly { field: string; column: string }[];
}

/** A place in the source, as PostgreSQL writes both values. */
export interface SourcePlace {
  watermark: string;
  key: string;
}

/** SQL types that order rows as their text parameters say, whatever the source's settings. */
export const WATERMARK_TYPES = [
  'timestamp with time zone',
  'timestamp without time zone',
  'date',
  'bigint',
  'integer',
] as const;
export const KEY_TYPES = ['text', 'character varying', 'bigint', 'integer', 'uuid'] as const;

/** Types of the two columns that order the source, as its catalogue names them, without length. */
export interface SourceTypes {
  watermark: (typeof WATERMARK_TYPES)[number];
  key: (typeof KEY_TYPES)[number];
}

/** Longest name that PostgreSQL keeps, in bytes: a longer one would be cut and mean something else. */
export const IDENTIFIER_BYTES_MAX = 63;

/** Whether a text can be the name of a schema, relation or column. */
export function isIdentifier(name: string): boolean {
  return name !== '' && !name.includes('\0') && name.isWellFormed() && Buffer.byteLength(name) <= IDENTIFIER_BYTES_MAX;
}

/** A name as it stands in a statement. Throws RangeError for what is no name. */
export function quoteIdentifier(name: string): string {
  if (!isIdentifier(name)) throw new RangeError('no name of a column or relation');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The next rows behind `place`, all columns as texts: `watermark`, `key`, then `c0`… in the order of `columns`. Without a place, the
 * first ones. Rows without watermark or key are never seen, since nothing orders them.
 */
export function nextRows(
  source: Source,
  types: SourceTypes,
  { place, limit }: { place: SourcePlace | undefined; limit: number },
): { text: string; values: (string | number)[] } {
  const [watermark, key] = [quoteIdentifier(source.watermark), quoteIdentifier(source.key)];
  // Texts are compared by their bytes on both sides, so that the source's collation does not decide what comes next.
  const keyOrder = TEXTUAL.has(types.key) ? `${key} collate "C"` : key;
  const columns = source.columns.map(({ column }, i) => `${quoteIdentifier(column)}::text as c${i}`);
  const behind = place ? `(${watermark}, ${keyOrder}) > ($2::${types.watermark}, $3::${types.key})` : 'true';
  const text = [
    `select ${[`${watermark}::text as watermark`, `${key}::text as key`, ...columns].join(', ')}`,
    `from ${quoteIdentifier(source.schema)}.${quoteIdentifier(source.relation)}`,
    `where ${watermark} is not null and ${key} is not null and ${behind}`,
    `order by ${watermark}, ${keyOrder} limit $1`,
  ].join(' ');
  return { text, values: place ? [limit, place.watermark, place.key] : [limit] };
}

const TEXTUAL: ReadonlySet<string> = new Set(['text', 'character varying']);
