import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { toSubjectJson } from '../messages.ts';
import { countsByItem, type ItemCount, readCode, unregisteredSubject } from '../queries/subject-query.ts';
import type { RecordSource, Subject } from '../source/record-source.ts';
import { SUBJECT_PATH, SUBJECT_WITH_COUNTS } from './schemas.ts';

/** GET /v1/subjects/{code} */
export function getSubject(app: HttpApp, source: Pick<RecordSource, 'findSubject' | 'countRecords'>): void {
  const schema = {
    summary: '按代码查询主体 Subject by code',
    params: SUBJECT_PATH,
    response: { 200: SUBJECT_WITH_COUNTS, 304: Type.Null({ description: '未变化 Not modified' }) },
  };
  app.get('/v1/subjects/:code', { schema, config: { access: PUBLIC } }, async (request, reply) => {
    const code = readCode(request.params.code);
    const subject = await source.findSubject(code);
    const records = countsByItem(await source.countRecords(subject?.code ?? code));
    if (!subject) throw unregisteredSubject(code, records);
    const tag = entityTag(subject, records);
    // A copy may be kept but never shown unasked: a withdrawal holds at once.
    reply.header('etag', tag).header('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === tag) return reply.code(304).send(null);
    return { ...toSubjectJson(subject), records };
  });
}

function entityTag({ node, leafIndex, asOfMs }: Subject, records: readonly ItemCount[]): string {
  const counts = records.map(({ item, count }) => `${item}${count}`).join('.');
  return `"${node}-${leafIndex}-${asOfMs}-${counts}"`;
}
