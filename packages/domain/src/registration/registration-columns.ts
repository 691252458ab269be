/**
 * The columns of the registration format (登记信息, REG v1). Every column may be headed by the format's own name, by a
 * Chinese name in use, or by the short name of the national system; names are compared exactly, since `name` is the
 * subject's name and `NAME` the national system's short name of the legal representative.
 */
export const REGISTRATION_COLUMNS = [
  { name: 'name', label: '企业名称', mandatory: true, charactersMax: 200, aliases: ['名称', '主体名称', 'ENTNAME'] },
  {
    name: 'code',
    label: '统一社会信用代码',
    mandatory: false,
    charactersMax: 64,
    aliases: ['统一社会信用代码/注册号', 'UNISCID'],
  },
  {
    name: 'registrationNumber',
    label: '注册号',
    mandatory: false,
    charactersMax: 64,
    aliases: ['工商注册号', 'REGNO'],
  },
  {
    name: 'formerNames',
    label: '曾用名',
    mandatory: false,
    charactersMax: 2000,
    multiline: true,
    aliases: [],
  },
  {
    name: 'type',
    label: '企业类型',
    mandatory: false,
    charactersMax: 100,
    aliases: ['类型', '主体类型', 'ENTTYPE', 'ENTTYPE_CN'],
  },
  {
    name: 'status',
    label: '登记状态',
    mandatory: false,
    charactersMax: 100,
    aliases: ['经营状态', 'REGSTATE', 'REGSTATE_CN'],
  },
  {
    name: 'legalRepresentative',
    label: '法人代表',
    mandatory: false,
    charactersMax: 200,
    aliases: ['法定代表人', '负责人', '经营者', '投资人', '执行事务合伙人', '首席代表', 'LEREP', 'NAME', 'LEREP/NAME'],
  },
  { name: 'capital', label: '注册资金', mandatory: false, charactersMax: 100, aliases: ['注册资本', 'REGCAP'] },
  {
    name: 'businessScope',
    label: '经营范围',
    mandatory: false,
    charactersMax: 20_000,
    multiline: true,
    aliases: ['OPSCOPE'],
  },
  { name: 'establishedOn', label: '注册日期', mandatory: true, charactersMax: 32, aliases: ['成立日期', 'ESTDATE'] },
  { name: 'province', label: '所在省份', mandatory: false, charactersMax: 100, aliases: ['省份'] },
  { name: 'region', label: '地区', mandatory: false, charactersMax: 100, aliases: [] },
  {
    name: 'address',
    label: '注册地址',
    mandatory: false,
    charactersMax: 500,
    multiline: true,
    aliases: ['住所', '经营场所', '住所（经营场所）', 'DOM'],
  },
  {
    name: 'registrationAuthority',
    label: '登记机关',
    mandatory: false,
    charactersMax: 200,
    aliases: ['REGORG', 'REGORG_CN'],
  },
] as const satisfies readonly RegistrationColumn[];

const FIELD_BY_HEADING: ReadonlyMap<string, RegistrationField> = new Map(
  REGISTRATION_COLUMNS.flatMap(({ name, label, aliases }) =>
    [name, label, ...aliases].map((heading) => [normaliseHeading(heading), name] as const),
  ),
);

/**
 * Which field each column of a file holds, from its first row. A file needs the columns of `name`, of `code` or
 * `registrationNumber`, and of `establishedOn`; province and registration authority may be absent, which means the
 * node's own. Otherwise all unknown headings, missing columns (by Chinese label) and headings of one field are listed.
 */
export function resolveColumns(header: readonly string[]): ResolvedColumns {
  const columns: RegistrationField[] = [];
  const unknown: string[] = [];
  const duplicate: string[] = [];
  for (const heading of header) {
    const field = FIELD_BY_HEADING.get(normaliseHeading(heading));
    if (field === undefined) unknown.push(heading);
    else if (columns.includes(field)) duplicate.push(heading);
    else columns.push(field);
  }
  const missing = REGISTRATION_COLUMNS.filter((column) => column.mandatory && !columns.includes(column.name)).map(
    (column): string => column.label,
  );
  if (!columns.includes('code') && !columns.includes('registrationNumber')) missing.push('统一社会信用代码');
  if (unknown.length + duplicate.length + missing.length > 0) return { ok: false, unknown, missing, duplicate };
  return { ok: true, columns };
}

/** The cells of a row by field; the row must have as many cells as there are columns. */
export function readCells(columns: readonly RegistrationField[], cells: readonly string[]): RegistrationFields {
  const fields: RegistrationFields = {};
  for (let i = 0; i < columns.length; i++) fields[columns[i]!] = cells[i]!;
  return fields;
}

function normaliseHeading(heading: string): string {
  return heading.normalize('NFKC').replace(/[\s\ufeff]/g, '');
}

export type RegistrationColumn = {
  /** The format's name of the field. */
  name: string;
  /** Chinese label. */
  label: string;
  /** Whether the column, and a value in each row, is needed; of `code` and `registrationNumber` one is. */
  mandatory: boolean;
  /** Longest value in UTF-16 units, after normalisation. Generous: the law sets no lengths. */
  charactersMax: number;
  /** Whether tabs and line breaks are white space in it, as in long texts, and not control characters. */
  multiline?: boolean;
  /** Other headings of the column. */
  aliases: readonly string[];
};

export type RegistrationField = (typeof REGISTRATION_COLUMNS)[number]['name'];

/** A row as submitted, by field; an absent field is undefined, empty or `N/A`. */
export type RegistrationFields = Partial<Record<RegistrationField, string>>;

export type ResolvedColumns =
  | { ok: true; columns: RegistrationField[] }
  | { ok: false; unknown: string[]; missing: string[]; duplicate: string[] };
