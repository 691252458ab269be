import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { toSubjectJson } from '../messages.ts';
import { readCode, unknownSubject } from '../queries/subject-query.ts';
import type { RecordSource, Subject } from '../source/record-source.ts';
import { SUBJECT, SUBJECT_PATH } from './schemas.ts';

/** GET /v1/subjects/{code} */
export function getSubject(app: HttpApp, source: Pick<RecordSource, 'findSubject'>): void {
  const schema = {
    summary: '按代码查询主体 Subject by code',
    params: SUBJECT_PATH,
    response: { 200: SUBJECT, 304: Type.Null({ description: '未变化 Not modified' }) },
  };
  app.get('/v1/subjects/:code', { schema, config: { access: PUBLIC } }, async (request, reply) => {
    const code = readCode(request.params.code);
    const subject = await source.findSubject(code);
    if (!subject) throw unknownSubject(code);
    const tag = entityTag(subject);
    // A copy may be kept but never shown unasked: a withdrawal holds at once.
    reply.header('etag', tag).header('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === tag) return reply.code(304).send(null);
    return toSubjectJson(subject);
  });
}

function entityTag({ node, leafIndex, asOfMs }: Subject): string {
  return `"${node}-${leafIndex}-${asOfMs}"`;
}
