/**
 * What a pull connector (数据库对接, M§8) asks of a department's own table or view. Names come from whoever registers the connector:
 * they are quoted, never part of the statement; values are parameters.
 */
export interface Source {
  schema: string;
  relation: string;
  /** Rises with every change of a row: a time or a number. */
  watermark: string;
  /** Tells rows of one watermark apart. */
  key: string;
  /** Which column holds which field of the format. */
  columns: MappedColumn[];
}

/** A column of the source and the field that it holds. */
export interface MappedColumn {
  field: string;
  column: string;
}

/** A place in the source, as PostgreSQL writes both values. */
export interface SourcePlace {
  watermark: string;
  key: string;
}

/** A statement and its parameters, all texts. */
export interface Statement {
  text: string;
  values: (string | null)[];
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

/** Types of the columns as the source's catalogue names them, without length. */
export interface SourceTypes {
  watermark: (typeof WATERMARK_TYPES)[number];
  key: (typeof KEY_TYPES)[number];
  /** Columns that hold arrays or JSON, whose values are read as JSON. */
  json: ReadonlySet<string>;
}

/** Longest name that PostgreSQL keeps, in bytes: a longer one would be cut and mean something else. */
export const IDENTIFIER_BYTES_MAX = 63;
/** Characters of a value that are read. No field takes so many: a longer value is refused as too long, by the format. */
const VALUE_CHARACTERS_MAX = 100_000;
/** Characters of a key. A longer one cannot be gone on from. */
export const KEY_CHARACTERS_MAX = 1_000;
/** How far ahead of the source's clock a row may be: a mistyped year would otherwise hide everything that comes until then. */
const AHEAD_DAYS_MAX = 1;

/** Whether a text can be the name of a schema, relation or column. */
export function isIdentifier(name: string): boolean {
  return name !== '' && !name.includes('\0') && name.isWellFormed() && Buffer.byteLength(name) <= IDENTIFIER_BYTES_MAX;
}

/** A name as it stands in a statement. Throws RangeError for what is no name. */
export function quoteIdentifier(name: string): string {
  if (!isIdentifier(name)) throw new RangeError('no name of a column or relation');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Asks for the columns of the relation: `name`, `type` without length, and whether it is an array or JSON (`t`, `f`). */
export function describeColumns({ schema, relation }: Source): Statement {
  const text = `
    select a.attname, format_type(a.atttypid, null), (t.typcategory = 'A' or t.typname in ('json', 'jsonb'))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
    where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0
      and not a.attisdropped`;
  return { text, values: [schema, relation] };
}

/**
 * Asks where the source stands: `settles`, the watermark before which nothing is changed any more without being seen (of times only);
 * `from`, from where to read again; whether the newest row lies before what was read (`t`, `f`), and whether rows lie ahead of the clock.
 *
 * A change becomes visible when it is committed, which is later than the time that it bears, by `overlap` seconds at most. What a
 * pull began to read at a time T had every change before T − overlap to see: `settled`. Of numbers, which no clock tells, the last
 * `overlap` ones are read again.
 */
export function probe(source: Source, types: SourceTypes, known: SourceProgress): Statement {
  const watermark = quoteIdentifier(source.watermark);
  const type = types.watermark;
  const clock = CLOCKS[type];
  const values = [String(known.overlap), known.place?.watermark ?? null];
  const newest = `(select max(${watermark}) as newest from ${relationOf(source)} where ${inTime(source, types)}) newest`;
  if (clock === undefined) {
    const text = `
      select null, ($2::bigint - $1::bigint)::text, coalesce(newest < $2::bigint - $1::bigint, false), false
      from ${newest}`;
    return { text, values };
  }
  const back = 'make_interval(secs => $1::double precision)';
  const text = `
    select (${clock} - ${back})::${type}::text, case when $3::${type} <= $2::${type} then $3::${type}::text end,
      coalesce(newest < $2::${type} - ${back}, false),
      exists (select from ${relationOf(source)} where isfinite(${watermark}) and not ${inTime(source, types)})
    from ${newest}`;
  return { text, values: [...values, known.settled] };
}

/** How far a connector has read. */
export interface SourceProgress {
  overlap: number;
  /** The furthest row that was taken; null before the first. */
  place: SourcePlace | null;
  settled: string | null;
}

/**
 * The next rows behind a place, or from a watermark on, all columns as texts: watermark, key, whether the row lies behind `furthest`
 * (`t`, `f`), then the mapped ones in their order, arrays and JSON as JSON. Rows without watermark or key are never seen, since
 * nothing orders them.
 */
export function nextRows(
  source: Source,
  types: SourceTypes,
  { begin, furthest, limit }: { begin: SourceBegin; furthest: SourcePlace | null; limit: number },
): Statement {
  const [watermark, key] = [quoteIdentifier(source.watermark), quoteIdentifier(source.key)];
  // Texts are compared by their bytes on both sides, so that the source's collation does not decide what comes next.
  const keyOrder = TEXTUAL.has(types.key) ? `${key} collate "C"` : key;
  const columns = source.columns.map(({ column }) => {
    const quoted = quoteIdentifier(column);
    const written = types.json.has(column) ? `to_jsonb(${quoted})::text` : `${quoted}::text`;
    return `left(${written}, ${VALUE_CHARACTERS_MAX})`;
  });
  const values = [String(limit)];
  const behind = (place: SourcePlace) => {
    const at = values.push(place.watermark, place.key);
    return `(${watermark}, ${keyOrder}) > ($${at - 1}::${types.watermark}, $${at}::${types.key})`;
  };
  const isNew = furthest ? behind(furthest) : 'true';
  let condition = 'true';
  if ('place' in begin) condition = behind(begin.place);
  else if (begin.from !== null) condition = `${watermark} >= $${values.push(begin.from)}::${types.watermark}`;
  const text = [
    `select ${[`${watermark}::text`, `left(${key}::text, ${KEY_CHARACTERS_MAX + 1})`, isNew, ...columns].join(', ')}`,
    `from ${relationOf(source)} where ${inTime(source, types)} and ${key} is not null and ${condition}`,
    `order by ${watermark}, ${keyOrder} limit $1`,
  ].join(' ');
  return { text, values };
}

/** Where reading begins: behind a row, or from a watermark on; null is the beginning. */
export type SourceBegin = { place: SourcePlace } | { from: string | null };

// Behind the clock of a zone that the column may be in: UTC lies behind China.
const CLOCKS: { readonly [Type in SourceTypes['watermark']]: string | undefined } = {
  'timestamp with time zone': 'now()',
  'timestamp without time zone': "(now() at time zone 'UTC')",
  date: "(now() at time zone 'UTC')",
  bigint: undefined,
  integer: undefined,
};

const TEXTUAL: ReadonlySet<string> = new Set(['text', 'character varying']);

function relationOf({ schema, relation }: Source): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`;
}

/** The rows that are read: not those whose time is infinite or lies ahead. Of nothing it is not true. */
function inTime(source: Source, types: SourceTypes): string {
  const watermark = quoteIdentifier(source.watermark);
  const clock = CLOCKS[types.watermark];
  if (clock === undefined) return `${watermark} is not null`;
  return `(isfinite(${watermark}) and ${watermark} <= ${clock} + interval '${AHEAD_DAYS_MAX} day')`;
}
