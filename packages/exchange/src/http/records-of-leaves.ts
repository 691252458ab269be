import { type Access, type HttpApp, ServiceError, type Sql } from '@necips/runtime';
import Type from 'typebox';
import { listRecordsOfLeaves, newestGeneration } from '../copy/records-of-leaves.ts';
import { toRecordJson } from '../messages.ts';
import { PAGE_ITEMS_MAX } from '../queries/subject-query.ts';
import { RECORD } from './schemas.ts';

/** Leaves that one question may be about. */
const LEAVES_MAX = 10_000;

const LeafIndex = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

/**
 * GET /v1/nodes/{node}/records: which records stand at the leaves of a stretch, for those who look into a repair or a difference.
 * `requireShown` throws for a node whose data is withheld.
 */
export function registerLeafRecordsRoute(
  app: HttpApp,
  { sql, access, requireShown }: { sql: Sql; access: Access; requireShown: (node: string) => void },
): void {
  app.get(
    '/v1/nodes/:node/records',
    {
      schema: {
        summary: '一段日志现行的记录 Records that stand at the leaves of a stretch now, by leaf index',
        description:
          'Leaves whose record was superseded or withdrawn since are absent. Ask on from the last leaf index plus one.',
        tags: ['history'],
        params: Type.Object({ node: Type.String({ pattern: '^\\d{6}$', description: '节点代码 Node code' }) }),
        querystring: Type.Object({
          generation: Type.Optional(
            Type.Integer({
              minimum: 1,
              description: '日志代次，默认最新 Generation of the log; by default the newest',
            }),
          ),
          fromIndex: LeafIndex('起始叶 First leaf'),
          toIndex: LeafIndex('结束叶（不含） Leaf after the last'),
          limit: Type.Integer({ minimum: 1, maximum: PAGE_ITEMS_MAX, default: 20 }),
        }),
        response: { 200: Type.Object({ items: Type.Array(RECORD) }) },
      },
      config: { access },
    },
    async ({ params: { node }, query }) => {
      const { fromIndex, toIndex, limit } = query;
      if (toIndex <= fromIndex || toIndex - fromIndex > LEAVES_MAX) {
        throw new ServiceError('invalid', `一次最多查询 ${LEAVES_MAX} 叶 (1 to ${LEAVES_MAX} leaves at a time)`, {
          reason: 'bad_range',
        });
      }
      requireShown(node);
      const generation = query.generation ?? (await newestGeneration(sql, node));
      const records = await listRecordsOfLeaves(sql, { node, generation, fromIndex, toIndex }, limit);
      return { items: records.map(toRecordJson) };
    },
  );
}
