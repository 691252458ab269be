import { makeUscc } from '@necips/domain';
import type { TestCollection } from './collection.ts';
import { aCode, aRow } from './rows.ts';

/** What a form of a registration holds when it is filled in. */
export function aRegistration(number: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const [name, code, establishedOn, legalRepresentative] = aRow(number).split(',');
  return { name, code, establishedOn, legalRepresentative, ...more };
}

const AUTHORITY_CODE = makeUscc('11', '330000', '00024820');

/** What a form of a penalty holds when it is filled in. */
export function aPenaltyForm(decisionNumber: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    decisionNumber,
    name: '杭州第1贸易有限公司',
    partyType: '法人及非法人组织',
    uscc: aCode(1),
    illegalType: '无照经营',
    facts: '无照经营',
    basis: '《无证无照经营查处办法》第十三条',
    penaltyKinds: '警告',
    content: '警告',
    decidedOn: '2024-03-01',
    authority: '杭州市市场监督管理局',
    authorityCode: AUTHORITY_CODE,
    source: '杭州市市场监督管理局',
    sourceCode: AUTHORITY_CODE,
    ...more,
  };
}

/** The doors of online entry, as whoever has the token uses them. */
export function entryAs({ call }: Pick<TestCollection, 'call'>, token: string): EntryDoors {
  const send = async (method: string, path: string, { body, revision }: { body?: unknown; revision?: number } = {}) => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(revision !== undefined && { 'if-match': `"${revision}"` }),
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await call(`/v1/drafts${path}`, init, token);
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as DraftJson;
    return { ...json, status: response.status, revision: Number(response.headers.get('etag')?.slice(1, -1) ?? 0) };
  };
  return {
    send,
    create: (item, values) => send('POST', '', { body: { item, ...(values && { values }) } }),
    save: ({ draftId, revision }, values) => send('PUT', `/${draftId}`, { body: { values }, revision }),
    act: ({ draftId, revision }, act, body) => send('POST', `/${draftId}/${act}`, { revision, body }),
    read: (draftId) => send('GET', `/${draftId}`),
  };
}

export interface EntryDoors {
  send(method: string, path: string, options?: { body?: unknown; revision?: number }): Promise<SeenDraftJson>;
  create(item: string, values?: Record<string, unknown>): Promise<SeenDraftJson>;
  save(seen: Seen, values: Record<string, unknown>): Promise<SeenDraftJson>;
  act(seen: Seen, act: 'submit' | 'approve' | 'return', body?: unknown): Promise<SeenDraftJson>;
  read(draftId: string): Promise<SeenDraftJson>;
}

type Seen = Pick<SeenDraftJson, 'draftId' | 'revision'>;

/** An answer of these doors, with its status and the revision of its ETag; a refusal has `reason`. */
export type SeenDraftJson = DraftJson & { status: number; revision: number };

interface DraftJson {
  draftId: string;
  state: string;
  account: string;
  note: string;
  reviewer: string | null;
  submissionId: string | null;
  values: Record<string, unknown> | null;
  isComplete: boolean;
  wrong: { field: string; code: string }[];
  missing: { field: string; code: string }[];
  answer: { outcome: string; recordId: string; version: number; errors: { code: string }[] } | null;
  /** Of a list: what it is about. */
  subject: string;
  key: string[];
  items: DraftJson[];
  reason?: string;
}
