import { chinaTime } from '@necips/domain';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { READERS } from '../access.ts';
import type { Context } from '../context.ts';
import type { Submission } from '../domain/submission.ts';
import { listSubmissions } from '../queries/list-submissions.ts';
import { answerCsv, CSV_ANSWER, everyPage } from './csv.ts';
import { queryOf, SUBMISSION_FILTERS } from './list-submissions.ts';

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
  ['待认领', ({ held }) => held],
  ['已转送', ({ transferred }) => transferred],
  ['接收时间', ({ receivedAt }) => chinaTime(receivedAt)],
  ['完成时间', ({ completedAt }) => (completedAt ? chinaTime(completedAt) : '')],
  ['说明', ({ failure }) => failure],
];

/** GET /v1/submissions.csv */
export function submissionsCsv(app: HttpApp, context: Context): void {
  const schema = {
    summary: '批次列表（CSV） Submissions as CSV, newest first',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    querystring: Type.Object(SUBMISSION_FILTERS),
    ...CSV_ANSWER,
  };
  app.get('/v1/submissions.csv', { schema, config: { access: READERS } }, async (request, reply) => {
    const query = queryOf(request.caller, context.node, request.query);
    const pages = everyPage((cursor) => listSubmissions(context, { ...query, limit: PAGE, cursor }));
    const header = COLUMNS.map(([heading]) => heading);
    return reply.send(answerCsv(reply, 'submissions.csv', header, cellsOf(pages)));
  });
}

async function* cellsOf(pages: AsyncIterable<Submission[]>): AsyncGenerator<string[][]> {
  for await (const submissions of pages) {
    yield submissions.map((submission) => COLUMNS.map(([, cell]) => String(cell(submission))));
  }
}
