import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { toRecordJson } from '../messages.ts';
import { readCode, unknownSubject } from '../queries/subject-query.ts';
import type { RecordSource } from '../source/record-source.ts';
import { NEXT, PAGE_QUERY, RECORD, SUBJECT_PATH, WITHHELD } from './schemas.ts';

/** GET /v1/subjects/{code}/records */
export function listRecords(app: HttpApp, source: Pick<RecordSource, 'listRecords'>): void {
  const schema = {
    summary: '主体的公示记录 Current records of a subject',
    params: SUBJECT_PATH,
    querystring: Type.Object({
      ...PAGE_QUERY,
      item: Type.Optional(
        Type.String({ pattern: '^[A-Z]{3}$', description: '资源目录项，如 PEN Only records of this catalogue item' }),
      ),
    }),
    response: { 200: Type.Object({ items: Type.Array(RECORD), next: NEXT, withheld: WITHHELD }) },
  };
  app.get('/v1/subjects/:code/records', { schema, config: { access: PUBLIC } }, async (request) => {
    const code = readCode(request.params.code);
    const page = await source.listRecords(code, request.query);
    if (!page) throw unknownSubject(code);
    return { items: page.items.map(toRecordJson), next: page.next ?? null, withheld: page.withheld ?? [] };
  });
}
