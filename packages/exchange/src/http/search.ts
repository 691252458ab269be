import { SUBJECT_KINDS, type SubjectKind, searchName } from '@necips/domain';
import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { toSubjectJson } from '../messages.ts';
import { QUERY_CHARACTERS_MAX, readCodeQuery, readSubjectQuery } from '../queries/subject-query.ts';
import type { Page, RecordSource, Subject, SubjectStanding } from '../source/record-source.ts';
import { STANDINGS } from '../source/subject-filter.ts';
import { NEXT, PAGE_QUERY, PARTIAL, SUBJECT, WITHHELD } from './schemas.ts';

const MATCHED = Type.Object(
  {
    by: Type.Union([
      Type.Literal('name'),
      Type.Literal('formerName'),
      Type.Literal('code'),
      Type.Literal('registrationNumber'),
    ]),
    text: Type.String({ description: '相符的名称或代码 The name or code that matched' }),
  },
  { description: '因何查到 What matched' },
);

const HIT = Type.Object({ ...SUBJECT.properties, matched: MATCHED });

/** GET /v1/search?q=… – what one field of a page asks: name, former name, code or registration number. */
export function search(
  app: HttpApp,
  source: Pick<RecordSource, 'searchSubjects' | 'searchCodes'>,
  nodes: () => string[],
): void {
  const schema = {
    summary: '按名称、曾用名、代码或注册号查询主体 Subjects by name, former name, code or registration number',
    description:
      '像代码的先按代码开头查，没有再按名称查。 What may be a code is looked for as the beginning of one, and as a name where there is none.',
    querystring: Type.Object({
      q: Type.String({ minLength: 1, maxLength: QUERY_CHARACTERS_MAX, description: '查询内容 What was typed' }),
      node: Type.Optional(Type.String({ description: '仅限该节点（6位） Only this node, six digits' })),
      status: Type.Optional(
        Type.Unsafe<SubjectStanding>({
          type: 'string',
          enum: [...STANDINGS],
          description: '登记状态 Status in broad strokes',
        }),
      ),
      kind: Type.Optional(
        Type.Unsafe<SubjectKind>({ type: 'string', enum: [...SUBJECT_KINDS], description: '主体类别 Kind of subject' }),
      ),
      ...PAGE_QUERY,
    }),
    response: { 200: Type.Object({ items: Type.Array(HIT), next: NEXT, withheld: WITHHELD, partial: PARTIAL }) },
  };
  app.get('/v1/search', { schema, config: { access: PUBLIC } }, async ({ query }) => {
    const page = (await byCode(source, query, nodes())) ?? (await byName(source, query, nodes()));
    const items = page.items.map((subject) => ({ ...toSubjectJson(subject), matched: matchedBy(subject, query.q) }));
    const { next = null, withheld = [], isPartial = false } = page;
    return { items, next, withheld, partial: isPartial };
  });
}

/** Cursors of the two listings are told apart by a letter in front. */
const CODE_CURSOR = 'c';
const NAME_CURSOR = 'n';

type Asked = Parameters<typeof readCodeQuery>[0];

async function byCode(
  source: Pick<RecordSource, 'searchCodes'>,
  { cursor, ...asked }: Asked,
  nodes: string[],
): Promise<Page<Subject> | undefined> {
  if (cursor?.startsWith(NAME_CURSOR)) return undefined;
  const query = readCodeQuery({ ...asked, ...(cursor !== undefined && { cursor: cursor.slice(1) }) }, nodes);
  const page = query && (await source.searchCodes(query));
  if (!page || (page.items.length === 0 && cursor === undefined && !page.isPartial)) return undefined;
  return withMark(page, CODE_CURSOR);
}

async function byName(
  source: Pick<RecordSource, 'searchSubjects'>,
  { q, cursor, ...asked }: Asked,
  nodes: string[],
): Promise<Page<Subject>> {
  const match = [...searchName(q)].length < 2 ? 'prefix' : 'contains';
  const query = { ...asked, name: q, match, ...(cursor !== undefined && { cursor: cursor.slice(1) }) } as const;
  return withMark(await source.searchSubjects(readSubjectQuery(query, nodes)), NAME_CURSOR);
}

function withMark(page: Page<Subject>, mark: string): Page<Subject> {
  return page.next === undefined ? page : { ...page, next: mark + page.next };
}

function matchedBy(subject: Subject, typed: string) {
  const wanted = searchName(typed);
  const former = subject.formerNames.find((name) => searchName(name).includes(wanted));
  const matches = [
    { by: 'name', text: subject.name },
    { by: 'code', text: subject.code },
    { by: 'registrationNumber', text: subject.registrationNumber ?? '' },
    { by: 'formerName', text: former ?? '' },
  ] as const;
  return matches.find(({ text }) => searchName(text).includes(wanted)) ?? matches[0];
}
