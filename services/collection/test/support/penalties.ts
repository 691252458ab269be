const FIELDS = [
  'decisionNumber',
  'name',
  'uscc',
  'registrationNumber',
  'organisationCode',
  'content',
  'taxNumber',
  'partyIdNumber',
  'facts',
  'penaltyKinds',
  'decidedOn',
  'authority',
] as const;

const AUTHORITY = '杭州市市场监督管理局';

/** A row of a file of penalties; what is not given is lawful. */
export type PenaltyRow = { decisionNumber: string; name: string } & Partial<Record<(typeof FIELDS)[number], string>>;

/** A file of penalties (行政处罚信息). */
export function aPenaltyFile(...rows: PenaltyRow[]): string {
  const lines = rows.map((row) => FIELDS.map((name) => ({ ...LAWFUL, ...row })[name] ?? '').join(','));
  return `${[FIELDS.join(','), ...lines].join('\n')}\n`;
}

/** Identity of a penalty's record at the node of the tests. */
export function aPenaltyId(decisionNumber: string): string {
  return `330000/PEN/${encodeURIComponent(`${decisionNumber.toLowerCase()}~${AUTHORITY}`)}`;
}

const LAWFUL = {
  content: '警告',
  facts: '无照经营',
  penaltyKinds: '警告',
  decidedOn: '2024-03-01',
  authority: AUTHORITY,
};
