import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { makeLeafProof, makeRecordProof } from '../proof/make-proof.ts';
import type { ProofSource } from '../proof/proof-source.ts';

/** Longest record identity that is looked at. */
const RECORD_ID_CHARACTERS_MAX = 320;
/** A leaf's proof holds for ever, only one of a later size may say more. */
const AN_HOUR = 'public, max-age=3600';

/** A leaf in a path. */
export const LEAF_PATH = Type.Object({
  node: Type.String({ pattern: '^\\d{6}$', description: '节点代码 Node code, six digits' }),
  index: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: '叶序号 Number of the leaf, from 0',
  }),
});

/** Registers the public proof files (公示证明), open to everyone: GET /v1/records/proof and /v1/nodes/{node}/leaves/{index}/proof. */
export function registerProofRoutes(app: HttpApp, source: ProofSource): void {
  const record = {
    summary: '公示证明 Proof file of a record',
    description:
      '可离线核验的证明文件（docs/proof-format.md）。记录已撤下时为 404。\n\n' +
      'A file that shows offline that the record was published: C2SP tlog-proof with public part, public salt, inclusion proof and ' +
      'signed checkpoint, cosigned by the centre once it has verified that far.',
    tags: ['proofs'],
    querystring: Type.Object({
      recordId: Type.String({
        maxLength: RECORD_ID_CHARACTERS_MAX,
        description: '记录标识 Stable identity of the record',
      }),
    }),
  };
  app.get('/v1/records/proof', { schema: record, config: { access: PUBLIC } }, async (request, reply) => {
    const { recordId } = request.query;
    const proof = await makeRecordProof(source, recordId);
    // It shows content: a withdrawal must hold at once.
    void reply.header('cache-control', 'no-cache');
    void reply.header('content-disposition', attachment(recordId.replaceAll(/[^A-Za-z0-9.-]+/g, '-')));
    return reply.type('text/plain; charset=utf-8').send(proof);
  });
  const leaf = {
    summary: '叶证明 Proof file of a leaf, without content',
    description: '用于证明撤下或更新。 Shows that a record was withdrawn, or replaced by a later version.',
    tags: ['proofs'],
    params: LEAF_PATH,
    querystring: Type.Object({
      generation: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 2 ** 31 - 1,
          description: '日志代次 Generation of the log; the newest unless given',
        }),
      ),
    }),
  };
  app.get(
    '/v1/nodes/:node/leaves/:index/proof',
    { schema: leaf, config: { access: PUBLIC } },
    async (request, reply) => {
      const { node, index } = request.params;
      const proof = await makeLeafProof(source, { node, index, generation: request.query.generation });
      void reply.header('cache-control', AN_HOUR);
      void reply.header('content-disposition', attachment(`${node}-${index}`));
      return reply.type('text/plain; charset=utf-8').send(proof);
    },
  );
}

function attachment(name: string): string {
  return `attachment; filename="${name}.tlog-proof"`;
}
