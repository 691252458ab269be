import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { getEvidence, listEvidence } from '../queries/list-evidence.ts';
import { PageQuery } from './history.ts';

const Base64 = Type.String({ description: 'base64' });

const EvidenceEntrySchema = Type.Object({
  id: Type.String(),
  node: Type.String(),
  generation: Type.Integer(),
  kind: Type.String({ description: 'same_size, inconsistent, rule_broken or body_differs' }),
  foundAt: Type.String({ format: 'date-time' }),
});

const EvidenceSchema = Type.Object({
  format: Type.String(),
  node: Type.String(),
  kind: Type.String(),
  verifiedCheckpoint: Type.String({ description: '已核验的检查点 The signed note that was verified' }),
  otherCheckpoint: Type.String({ description: '另一份检查点 The other signed note' }),
  origin: Type.String(),
  keys: Type.Array(Type.Object({ verifierKey: Type.String(), fromSize: Type.Integer() })),
  prefix: Type.Optional(Type.Object({ root: Base64, hashes: Type.Array(Base64) })),
  rule: Type.Optional(Type.String()),
  leaves: Type.Optional(Type.Array(Type.Object({ index: Type.Integer(), leaf: Base64, hashes: Type.Array(Base64) }))),
  answerDigest: Type.Optional(Base64),
  generation: Type.Integer(),
  foundAt: Type.String({ format: 'date-time' }),
});

/** Evidence against provinces, each a file that `./scripts/check-evidence` checks offline. */
export function registerEvidenceRoutes(app: HttpApp, context: Pick<Context, 'prisma'>): void {
  const config = { access: roles('central-admin', 'auditor') };
  app.get(
    '/v1/evidence',
    {
      schema: {
        summary: '证据 What provinces signed that cannot be true, the newest first',
        tags: ['history'],
        querystring: PageQuery,
        response: { 200: Type.Object({ items: Type.Array(EvidenceEntrySchema), next: Type.Optional(Type.String()) }) },
      },
      config,
    },
    async (request) => listEvidence(context, request.query),
  );
  app.get(
    '/v1/evidence/:id',
    {
      schema: {
        summary: '证据文件 One piece of evidence, self-contained',
        tags: ['history'],
        params: Type.Object({ id: Type.String({ pattern: '^\\d{1,18}$' }) }),
        response: { 200: EvidenceSchema },
      },
      config,
    },
    async (request) => getEvidence(context, request.params.id),
  );
}
