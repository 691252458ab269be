import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';

const config = { access: PUBLIC };

/** GET /v1/known-formats and /v1/known-formats/{id}: every format document that the node has heard of, in force or not. */
export function knownFormats(app: HttpApp, { catalogue }: Pick<Context, 'catalogue'>): void {
  const listSchema = {
    summary: '本节点所知的全部格式规范 All formats that the node knows',
    response: { 200: Type.Object({ items: Type.Array(Type.Object({ id: FORMAT_ID, title: Type.String() })) }) },
  };
  app.get('/v1/known-formats', { schema: listSchema, config }, () => ({
    items: catalogue.known().map(({ id, title }) => ({ id, title })),
  }));

  const schema = {
    summary: '格式规范文件 One format document, JSON Schema 2020-12 with annotations',
    params: Type.Object({ id: FORMAT_ID }),
    response: { 200: Type.Unsafe<object>({ type: 'object', additionalProperties: true }) },
  };
  app.get('/v1/known-formats/:id', { schema, config }, ({ params }): object => {
    const format = catalogue.find(params.id);
    if (format) return format.document;
    throw new ServiceError('not_found', `没有格式规范 ${params.id} (no such format)`, { reason: 'unknown_format' });
  });
}

const FORMAT_ID = Type.String({ pattern: '^[A-Z]{3}@[1-9]\\d{0,3}$', description: '格式规范编号 e.g. PEN@1' });
