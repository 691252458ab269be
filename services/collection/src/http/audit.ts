import { AUDIT_FILTERS, type AuditLine, type HttpApp, listAudit, registerAuditRoute } from '@necips/runtime';
import Type from 'typebox';
import { AUDIT_READERS, checkNode } from '../access.ts';
import type { Context } from '../context.ts';
import { answerCsv, CSV_ANSWER, everyPage } from './csv.ts';

/** Lines read at a time. */
const PAGE = 200;

/** GET /v1/audit, /v1/audit/chain and /v1/audit.csv: what was done here and by whom (GB/T 22239, M§26). */
export function audit(app: HttpApp, context: Context): void {
  const { sql, node } = context;
  registerAuditRoute(app, { sql, access: AUDIT_READERS, check: (caller) => checkNode(caller, node) });

  const schema = {
    summary: '审计日志（CSV） The audit log as CSV, all of it',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    querystring: Type.Object(AUDIT_FILTERS),
    ...CSV_ANSWER,
  };
  app.get('/v1/audit.csv', { schema, config: { access: AUDIT_READERS } }, async ({ caller, query }, reply) => {
    checkNode(caller, node);
    const pages = everyPage(async (cursor) => {
      const { items, next = null } = await listAudit(sql, { ...query, limit: PAGE, cursor });
      return { items, next };
    });
    return reply.send(answerCsv(reply, 'audit.csv', HEADER, cellsOf(pages)));
  });
}

const HEADER = ['序号', '时间', '账号', '操作', '对象', '详情', '链值'];

async function* cellsOf(pages: AsyncIterable<AuditLine[]>): AsyncGenerator<string[][]> {
  for await (const lines of pages) {
    yield lines.map(({ sequence, at, actor, act, object, details, hash }) => [
      String(sequence),
      at.toISOString(),
      actor,
      act,
      object,
      JSON.stringify(details),
      hash,
    ]);
  }
}
