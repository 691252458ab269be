import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { toSubjectJson } from '../messages.ts';
import { QUERY_CHARACTERS_MAX, readSubjectQuery } from '../queries/subject-query.ts';
import type { NameMatch, RecordSource } from '../source/record-source.ts';
import { NEXT, PAGE_QUERY, PARTIAL, SUBJECT, WITHHELD } from './schemas.ts';

/** GET /v1/subjects?name=… */
export function searchSubjects(
  app: HttpApp,
  source: Pick<RecordSource, 'searchSubjects'>,
  nodes: () => string[],
): void {
  const schema = {
    summary: '按名称查询主体 Subjects by name',
    description:
      '现用名称和曾用名均可查到；全角、半角、大小写和括号形式不作区分。现用名称以查询词开头的排在前面。\n\n' +
      'Finds current and former names; width, case and form of brackets do not matter. Names that begin with the query come first.',
    querystring: Type.Object({
      name: Type.String({
        minLength: 1,
        maxLength: QUERY_CHARACTERS_MAX,
        description: '名称或其一部分 Name or part of it',
      }),
      match: Type.Unsafe<NameMatch>({
        type: 'string',
        enum: ['contains', 'prefix', 'exact'],
        default: 'contains',
        description:
          '包含（至少两个字）、前缀、完全一致 Any substring of two or more characters, the beginning, or all of it',
      }),
      node: Type.Optional(Type.String({ description: '仅限该节点（6位） Only this node, six digits' })),
      ...PAGE_QUERY,
    }),
    response: { 200: Type.Object({ items: Type.Array(SUBJECT), next: NEXT, withheld: WITHHELD, partial: PARTIAL }) },
  };
  app.get('/v1/subjects', { schema, config: { access: PUBLIC } }, async (request) => {
    const page = await source.searchSubjects(readSubjectQuery(request.query, nodes()));
    const { items, next = null, withheld = [], isPartial = false } = page;
    return { items: items.map(toSubjectJson), next, withheld, partial: isPartial };
  });
}
