import { Readable } from 'node:stream';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { spreadsheetCell, writeCells } from '../domain/csv/cells.ts';
import type { Submission, SubmissionState } from '../domain/submission.ts';
import { listSubmissions } from '../queries/list-submissions.ts';
import { STATE } from './schemas.ts';

const BOM = '\ufeff';
/** Submissions read at a time. */
const PAGE = 200;

/** What stands in each column. */
const COLUMNS: readonly (readonly [heading: string, cell: (submission: Submission) => string | number])[] = [
  ['批次', ({ submissionId }) => submissionId],
  ['资源目录项', ({ item }) => item],
  ['格式', ({ format }) => format],
  ['归集方式', ({ way }) => way],
  ['试运行', ({ dryRun }) => (dryRun ? '是' : '')],
  ['状态', ({ state }) => state],
  ['提供单位', ({ departmentName }) => departmentName],
  ['提供单位代码', ({ department }) => department],
  ['账号', ({ account }) => account],
  ['文件名', ({ fileName }) => fileName],
  ['行数', ({ rows }) => rows],
  ['已记录', ({ accepted }) => accepted],
  ['无变化', ({ unchanged }) => unchanged],
  ['已拒绝', ({ rejected }) => rejected],
  ['质量提示', ({ findings }) => findings],
  ['已依法撤回', ({ withheld }) => withheld],
  ['接收时间', ({ receivedAt }) => receivedAt.toISOString()],
  ['完成时间', ({ completedAt }) => completedAt?.toISOString() ?? ''],
  ['说明', ({ failure }) => failure],
];

/** GET /v1/submissions.csv */
export function submissionsCsv(app: HttpApp, context: Context): void {
  const schema = {
    summary: '批次列表（CSV） Submissions as CSV, newest first',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    querystring: Type.Object({ state: Type.Optional(STATE) }),
    produces: ['text/csv'],
    response: { 200: Type.Unsafe<Readable>({ type: 'string', description: 'CSV' }) },
  };
  app.get('/v1/submissions.csv', { schema, config: { access: READERS } }, async (request, reply) => {
    const department = departmentSeenBy(request.caller, context.node);
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="submissions.csv"');
    return reply.send(Readable.from(lines(context, department, request.query.state)));
  });
}

async function* lines(
  context: Context,
  department: string | undefined,
  state: SubmissionState | undefined,
): AsyncGenerator<string> {
  yield `${BOM}${writeCells(COLUMNS.map(([heading]) => heading))}\r\n`;
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await listSubmissions(context, { department, state, limit: PAGE, cursor });
    yield items.map((submission) => `${writeCells(toCells(submission))}\r\n`).join('');
    if (next === null) return;
    cursor = next;
  }
}

function toCells(submission: Submission): string[] {
  return COLUMNS.map(([, cell]) => spreadsheetCell(String(cell(submission))));
}
