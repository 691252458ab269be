import { compactName } from '../text/normalise.ts';

/** Registration status (登记状态), code set REGSTATE. 歇业 is no status of its own but a flag on 1. */
export const SUBJECT_STATUSES: readonly SubjectStatus[] = [
  { code: '1', name: '存续（在营、开业、在册）' },
  { code: '2', name: '吊销，未注销' },
  { code: '3', name: '吊销，已注销' },
  { code: '4', name: '注销' },
  { code: '5', name: '撤销' },
  { code: '6', name: '迁出' },
  { code: '9', name: '其他' },
];

/** 迁出: the enterprise is registered with another authority by now. */
export const MOVED_OUT = '6';

/** Ways to write a status that mean nothing else. A bare 吊销 is not among them: it does not say whether 2 or 3. */
const SYNONYMS: Readonly<Record<string, string>> = {
  存续: '1',
  在业: '1',
  开业: '1',
  在营: '1',
  在册: '1',
  歇业: '1',
  '在营（开业）': '1',
  '存续（在营、开业、在册）': '1',
  吊销未注销: '2',
  '吊销，未注销': '2',
  吊销已注销: '3',
  '吊销，已注销': '3',
  已注销: '4',
  已撤销: '5',
  已迁出: '6',
};

const BY_CODE = new Map(SUBJECT_STATUSES.map((status) => [status.code, status]));
const BY_NAME = new Map([
  ...SUBJECT_STATUSES.map((status) => [compactName(status.name), status] as const),
  ...Object.entries(SYNONYMS).map(([name, code]) => [compactName(name), BY_CODE.get(code)!] as const),
]);

/** The status with this REGSTATE code, or undefined. */
export function findSubjectStatus(code: string): SubjectStatus | undefined {
  return BY_CODE.get(code);
}

/** The status that this text names exactly or by a known synonym (在业, 开业, 存续 → 1); undefined for other text. */
export function findSubjectStatusByName(text: string): SubjectStatus | undefined {
  return BY_NAME.get(compactName(text));
}

export type SubjectStatus = { code: string; name: string };
