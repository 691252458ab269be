import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import type { Access } from '../auth/access.ts';
import { PROBLEM_MEDIA_TYPE } from './problem.ts';

export interface OpenapiInfo {
  title: string;
  description: string;
  version: string;
}

/** Builds the OpenAPI 3.1 document out of the routes' own schemas; every operation also documents its problems. */
export async function describeRoutes(app: FastifyInstance, info: OpenapiInfo): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: ({ schema, url, route }) => ({ url, schema: documented(schema ?? {}, route.config?.access) }),
  });
}

function documented(schema: FastifySchema, access: Access | undefined): FastifySchema {
  const response = { ...Object(schema.response), default: PROBLEM_RESPONSE };
  if (access?.kind !== 'roles') return { ...schema, response };
  const needs = `Needs one of the roles: ${access.roles.join(', ')}.`;
  const description = [schema.description, needs].filter(Boolean).join('\n\n');
  return { ...schema, description, security: [{ bearer: [] }], response };
}

const PROBLEM_RESPONSE = {
  description: 'A problem (RFC 9457). `code` and `reason` are stable.',
  content: {
    [PROBLEM_MEDIA_TYPE]: {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail', 'code', 'faultOf', 'instance', 'traceId'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          code: { type: 'string' },
          reason: { type: 'string' },
          faultOf: { type: 'string', enum: ['platform', 'caller'] },
          instance: { type: 'string' },
          traceId: { type: 'string' },
        },
      },
    },
  },
};
