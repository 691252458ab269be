import { LEAF_PATH, registerProofRoutes as registerProofFiles } from '@necips/exchange';
import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { proveLog } from '../commands/proof/prove-log.ts';
import type { Context } from '../context.ts';
import { getLeafStatus } from '../queries/get-leaf-status.ts';
import { listKeys } from '../queries/list-keys.ts';

const KeysSchema = Type.Object({
  centre: Type.Union([Type.String(), Type.Null()], {
    description: '总局公钥 Verifier key of the centre; null without',
  }),
  nodes: Type.Array(
    Type.Object({
      node: Type.String({ description: '节点代码 Node code, six digits' }),
      origin: Type.String({ description: '日志标识 Origin of its log' }),
      keys: Type.Array(Type.String(), {
        description:
          '日志公钥 Verifier keys that its log has had in this generation, oldest first, C2SP `name+hash+base64`',
      }),
      logKeys: Type.Array(
        Type.Object({
          generation: Type.Integer({ minimum: 1, description: '日志代次 Generation of the log' }),
          fromSize: Type.Integer({
            minimum: 0,
            description: '起始大小 Smallest tree that it signs; the next key signs from its own size on',
          }),
          verifierKey: Type.String(),
        }),
        { description: '历代各公钥及其适用的日志大小 The keys of all generations with the sizes that they sign' },
      ),
    }),
  ),
});

/** What an outsider needs to check the nation's records offline: proof files, the centre's signed status, and the keys. */
export function registerProofRoutes(
  app: HttpApp,
  context: Pick<Context, 'reading' | 'prisma' | 'key' | 'withholding' | 'proofs' | 'now'>,
): void {
  registerProofFiles(app, {
    sql: context.reading,
    logFor: (node, index, generation) => proveLog(context, node, index, generation),
    requireShown: (node) => context.withholding.requireShown(node),
  });
  app.get(
    '/v1/nodes/:node/leaves/:index/status',
    {
      schema: {
        summary: '叶的现状 Signed status of a leaf',
        description:
          '总局签名的陈述：截至已核验的叶数，该叶是否现行。 The centre’s signed word whether a leaf is current, superseded or withdrawn, ' +
          'as of what it has verified (docs/proof-format.md).',
        tags: ['proofs'],
        params: LEAF_PATH,
      },
      config: { access: PUBLIC },
    },
    async (request, reply) => {
      const status = await getLeafStatus(context, request.params.node, request.params.index);
      return reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(status);
    },
  );
  app.get(
    '/v1/keys',
    {
      schema: { summary: '公钥 Public keys of logs and centre', tags: ['proofs'], response: { 200: KeysSchema } },
      config: { access: PUBLIC },
    },
    async () => listKeys(context),
  );
}
