import { type Access, type HttpApp, ServiceError, type Sql } from '@necips/runtime';
import Type from 'typebox';
import { listDifferences } from '../patrol/differences/list-differences.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Instant = Type.String({ format: 'date-time' });

const DifferenceSchema = Type.Object({
  id: Type.Integer(),
  node: Type.String(),
  generation: Type.Integer(),
  kind: Type.String({ description: '类别代码 Stable code' }),
  description: Type.String({ description: '类别 The kind in words' }),
  leafIndex: Type.Union([Type.Integer(), Type.Null()], { description: '叶序号 Null where it is about no single leaf' }),
  recordId: { ...Text, description: '记录 What stands at that leaf now; null once it was withdrawn' },
  subjectId: Text,
  foundBy: Type.String({ description: 'patrol or arrival' }),
  foundAt: Instant,
  mendedAt: Type.Union([Instant, Type.Null()]),
  how: {
    ...Text,
    description: 'source: fetched from the other side; log: from the own log; itself: right again when looked at',
  },
  bytesMoved: Type.Integer({ description: '除记录正文外传输的字节数 Bytes fetched besides the bodies of records' }),
  oldDigest: { ...Text, description: '原值摘要 SHA-256 of what stood there, hexadecimal' },
  newDigest: Text,
});

const CURSOR = /^\d{1,15}$/;

/** The repair record of the patrol: what was found, how, when, and how it was mended. */
export function registerDifferenceRoute(app: HttpApp, { sql, access }: { sql: Sql; access: Access }): void {
  app.get(
    '/v1/differences',
    {
      schema: {
        summary: '差异与修复记录 Differences that the patrol found, the newest first',
        tags: ['history'],
        querystring: Type.Object({
          node: Type.Optional(Type.String({ pattern: '^\\d{6}$', description: '节点代码 Only this node' })),
          open: Type.Optional(
            Type.Boolean({ description: '仅未修复 Only those that are not mended, or only those that are' }),
          ),
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 20 }),
          cursor: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(DifferenceSchema), next: Type.Optional(Type.String()) }) },
      },
      config: { access },
    },
    async (request) => {
      const { node, open, limit, cursor } = request.query;
      const before = cursor === undefined ? undefined : decodeCursor(cursor);
      const rows = await listDifferences(sql, { node, isOpen: open, before, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(rows.length > limit && last && { next: encodeCursor(last.id) }) };
    },
  );
}

function encodeCursor(id: number): string {
  return Buffer.from(String(id)).toString('base64url');
}

function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (CURSOR.test(text)) return Number(text);
  throw new ServiceError('invalid', '游标无效 (bad cursor)', { reason: 'bad_cursor' });
}
