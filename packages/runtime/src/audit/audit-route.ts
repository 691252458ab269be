import Type from 'typebox';
import type { Access, Caller } from '../auth/index.ts';
import type { HttpApp } from '../http/index.ts';
import type { Sql } from '../postgres/index.ts';
import { AuditBroken, verifyAuditChain } from './audit.ts';
import { listAudit } from './list-audit.ts';

const LINES_MAX = 100;
const Condition = (description: string) => Type.Optional(Type.String({ maxLength: 300, description }));

const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

const LINE = Type.Object({
  sequence: Type.Integer({ minimum: 1, description: '序号，自1起连续 From 1, without a gap' }),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String({ description: '账号 Account that acted' }),
  act: Type.String({ description: '操作代码 Stable code' }),
  object: Type.String({ description: '对象 What it was done to' }),
  details: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  hash: Type.String({ description: '链值 SHA-256 that binds the line to all before it, hexadecimal' }),
});

/** By what acts are chosen. */
export const AUDIT_FILTERS = {
  actor: Condition('账号 Only acts of this account'),
  act: Condition('操作代码 Only acts of this kind'),
  object: Condition('对象 Only acts on this'),
  from: day('起始日（含） First day'),
  to: day('截止日（含） Last day'),
};

/**
 * GET /v1/audit and /v1/audit/chain: the service's audit log (GB/T 22239), for those who audit. `check` throws where a caller with one
 * of the roles may not read it all the same.
 */
export function registerAuditRoute(app: HttpApp, { sql, access, check = () => undefined }: AuditReading): void {
  app.get(
    '/v1/audit',
    {
      schema: {
        summary: '审计日志 Administrative acts, the newest first; append-only, each line bound to those before it',
        tags: ['audit'],
        querystring: Type.Object({
          ...AUDIT_FILTERS,
          limit: Type.Integer({ minimum: 1, maximum: LINES_MAX, default: 50 }),
          cursor: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(LINE), next: Type.Optional(Type.String()) }) },
      },
      config: { access },
    },
    async ({ caller, query }) => {
      check(caller);
      const { items, next } = await listAudit(sql, query);
      return {
        items: items.map((line) => ({ ...line, at: line.at.toISOString() })),
        ...(next !== undefined && { next }),
      };
    },
  );
  app.get(
    '/v1/audit/chain',
    {
      schema: {
        summary: '核对审计日志 Checks the whole chain: whether each line follows from those before it',
        tags: ['audit'],
        response: {
          200: Type.Object({
            lines: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
              description: '核对无误的行数，不符时为 null Lines in order; null where one does not follow',
            }),
            fault: Type.Union([Type.String(), Type.Null()], { description: '不符之处 Where the chain is broken' }),
          }),
        },
      },
      config: { access },
    },
    async ({ caller }) => {
      check(caller);
      const checked = await verifyAuditChain(sql).catch((error: unknown) => {
        if (error instanceof AuditBroken) return error;
        throw error;
      });
      return checked instanceof AuditBroken ? { lines: null, fault: checked.message } : { lines: checked, fault: null };
    },
  );
}

/** Whose log is read, and by whom. */
export interface AuditReading {
  sql: Sql;
  access: Access;
  check?: (caller: Caller) => void;
}
