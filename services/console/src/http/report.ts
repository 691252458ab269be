import { existsSync } from 'node:fs';
import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import { renderSVG } from 'uqr';
import type { Context } from '../context.ts';
import { writeReport } from '../domain/report/write-report.ts';
import { readReport } from '../queries/read-report.ts';

const A_DAY = 'public, max-age=86400';

/** GET /reports/{code}.pdf: 企业信用信息公示报告, for everybody; and {code}.svg, the code that leads from a printed page back to it. */
export function registerReportRoute(app: HttpApp, context: Pick<Context, 'config' | 'formats' | 'now'>): void {
  const { fontFile, fontName, baseUrl } = context.config;
  const schema = { hide: true, params: Type.Object({ code: Type.String({ pattern: '^[0-9A-Z]{13,18}$' }) }) };
  app.get('/reports/:code.svg', { schema, config: { access: PUBLIC } }, (request, reply) => {
    const svg = renderSVG(`${baseUrl}/subjects/${request.params.code}`, { ecc: 'M', border: 0 });
    return reply.header('cache-control', A_DAY).type('image/svg+xml').send(svg);
  });
  app.get('/reports/:code.pdf', { schema, config: { access: PUBLIC } }, async (request, reply) => {
    if (!existsSync(fontFile)) {
      throw new ServiceError('unavailable', '本节点未安装中文字体，暂不提供 PDF 报告 (no Chinese font here)', {
        reason: 'no_font',
      });
    }
    const { code } = request.params;
    const content = await readReport(context, code);
    const pageUrl = `${baseUrl}/subjects/${content.subject.code}`;
    // A copy shows content: a withdrawal must hold at once.
    void reply.header('cache-control', 'no-cache').header('content-disposition', `inline; filename="${code}.pdf"`);
    const formats = await context.formats.list();
    return reply.type('application/pdf').send(writeReport(content, formats, { fontFile, fontName, pageUrl }));
  });
}
