import { Readable } from 'node:stream';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkReader, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { spreadsheetCell, writeCells } from '../domain/csv/cells.ts';
import type { RowError } from '../domain/submission.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { streamReport } from '../queries/list-row-errors.ts';
import { SUBMISSION_PATH } from './schemas.ts';

const HEADER = ['行号', '字段', '字段名', '提交的内容', '代码', '问题', '改法', '性质'];
const BOM = '\ufeff';

/** GET /v1/submissions/{submissionId}/errors.csv */
export function reportCsv(app: HttpApp, context: Context): void {
  const schema = {
    summary: '行错误报告（CSV） Row-error report as CSV',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    params: SUBMISSION_PATH,
    produces: ['text/csv'],
    response: { 200: Type.Unsafe<Readable>({ type: 'string', description: 'CSV' }) },
  };
  app.get(
    '/v1/submissions/:submissionId/errors.csv',
    { schema, config: { access: READERS } },
    async (request, reply) => {
      const submission = await getSubmission(context, request.params.submissionId);
      checkReader(request.caller, context.node, submission);
      const { submissionId } = submission;
      reply.type('text/csv; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="errors-${submissionId}.csv"`);
      return reply.send(Readable.from(lines(streamReport(context, submissionId))));
    },
  );
}

async function* lines(report: AsyncIterable<RowError[]>): AsyncGenerator<string> {
  yield `${BOM}${writeCells(HEADER)}\r\n`;
  for await (const errors of report) yield errors.map((error) => `${writeCells(toCells(error))}\r\n`).join('');
}

function toCells({ row, field, label, value, code, reason, mend, finding }: RowError): string[] {
  return [String(row), label, field, value, code, reason, mend, finding ? '提示' : '错误'].map(spreadsheetCell);
}
