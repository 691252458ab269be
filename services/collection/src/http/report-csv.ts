import type { HttpApp } from '@necips/runtime';
import { checkReader, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import type { RowError } from '../domain/submission.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { streamReport } from '../queries/list-row-errors.ts';
import { answerCsv, CSV_ANSWER } from './csv.ts';
import { SUBMISSION_PATH } from './schemas.ts';

const HEADER = ['行号', '字段', '字段名', '提交的内容', '代码', '问题', '改法', '性质'];

/** GET /v1/submissions/{submissionId}/errors.csv */
export function reportCsv(app: HttpApp, context: Context): void {
  const schema = {
    summary: '行错误报告（CSV） Row-error report as CSV',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    params: SUBMISSION_PATH,
    ...CSV_ANSWER,
  };
  app.get(
    '/v1/submissions/:submissionId/errors.csv',
    { schema, config: { access: READERS } },
    async (request, reply) => {
      const submission = await getSubmission(context, request.params.submissionId);
      checkReader(request.caller, context.node, submission);
      const { submissionId } = submission;
      const rows = cellsOf(streamReport(context, submissionId));
      return reply.send(answerCsv(reply, `errors-${submissionId}.csv`, HEADER, rows));
    },
  );
}

async function* cellsOf(report: AsyncIterable<RowError[]>): AsyncGenerator<string[][]> {
  for await (const errors of report) yield errors.map(toCells);
}

function toCells({ row, field, label, value, code, reason, mend, finding }: RowError): string[] {
  return [String(row), label, field, value, code, reason, mend, finding ? '提示' : '错误'];
}
