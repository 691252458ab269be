import { SourceFault } from './source-fault.ts';
import {
  KEY_CHARACTERS_MAX,
  KEY_TYPES,
  type Source,
  type SourcePlace,
  type SourceTypes,
  WATERMARK_TYPES,
} from './source-query.ts';

/** A row of the source as it is handed in. */
export interface SourceRow {
  place: SourcePlace;
  /** It lies behind everything that was handed in. */
  isNew: boolean;
  /** The record as JSON, one line. */
  line: string;
}

/** Makes a record of a row as `nextRows` asks for it. Throws a SourceFault where nothing can be gone on from its key. */
export function toSourceRow(row: readonly (string | null)[], source: Source, types: SourceTypes): SourceRow {
  const [watermark, key, isNew, ...values] = row;
  if (watermark == null || key == null || values.length !== source.columns.length)
    throw new SourceFault('source_error');
  if (key.length > KEY_CHARACTERS_MAX) throw new SourceFault('key_too_long');
  const members = source.columns.flatMap(({ field, column }, i) => {
    const value = values[i];
    if (value == null) return [];
    const written = types.json.has(column) && isJson(value) ? value : JSON.stringify(value);
    return [`${JSON.stringify(field)}:${written.replaceAll('\n', ' ')}`];
  });
  return { place: { watermark, key }, isNew: isNew === 't', line: `{${members.join(',')}}` };
}

/** What was cut off is none any more, and is then refused as a text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The types of the columns that the connector uses, from the answer to `describeColumns`. Throws a SourceFault for what is not there. */
export function readTypes(
  columns: readonly (readonly (string | null)[])[],
  source: Source,
  known?: Pick<SourceTypes, 'watermark' | 'key'>,
): SourceTypes {
  if (columns.length === 0) throw new SourceFault('relation_lost', `${source.schema}.${source.relation}`);
  const found = new Map(columns.map(([name, type, isJsonLike]) => [name, { type, isJsonLike: isJsonLike === 't' }]));
  const named = [source.watermark, source.key, ...source.columns.map(({ column }) => column)];
  const lost = named.filter((name) => !found.has(name));
  if (lost.length > 0) throw new SourceFault('column_lost', [...new Set(lost)].join('、'));
  const typeOf = <T extends string>(name: string, allowed: readonly T[], was: T | undefined): T => {
    const type = found.get(name)?.type ?? '';
    if (was !== undefined && type !== was) throw new SourceFault('column_type_changed', `${name} ${was} → ${type}`);
    const right = allowed.find((each) => each === type);
    if (right === undefined) throw new SourceFault('bad_column_type', `${name} ${type}`);
    return right;
  };
  const json = named.filter((name) => found.get(name)?.isJsonLike);
  return {
    watermark: typeOf(source.watermark, WATERMARK_TYPES, known?.watermark),
    key: typeOf(source.key, KEY_TYPES, known?.key),
    json: new Set(json),
  };
}

/** What `probe` has told. */
export interface SourceStanding {
  /** The watermark before which nothing changes any more without being seen; null where no clock tells. */
  settles: string | null;
  /** From where to read again; null: behind the furthest row. */
  from: string | null;
  /** The newest row lies before what was read. */
  wentBack: boolean;
  /** Rows bear times that are still to come, and are left out until then. */
  hasAhead: boolean;
}

/** The answer to `probe`. Throws a SourceFault where it is none. */
export function readStanding(rows: readonly (readonly (string | null)[])[]): SourceStanding {
  const [row] = rows;
  if (row?.length !== 4) throw new SourceFault('source_error');
  const [settles = null, from = null, wentBack, hasAhead] = row;
  return { settles, from, wentBack: wentBack === 't', hasAhead: hasAhead === 't' };
}

/** The watermark from which rows are read again the next time, where `last` is the furthest that was handed in. */
export function readAgainFrom(
  last: string,
  standing: SourceStanding,
  known: { settled: string | null; overlap: number },
): string {
  return known.settled ?? standing.settles ?? String(BigInt(last) - BigInt(known.overlap));
}
