import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkDepartmentReader, DEPARTMENT_READERS } from '../../access.ts';
import type { Context } from '../../context.ts';
import { reasonOfCode } from '../../domain/intake-faults.ts';
import { getFigures } from '../../queries/department/get-figures.ts';
import { answerCsv, CSV_ANSWER } from '../csv.ts';
import { DEPARTMENT_PATH } from './schemas.ts';

const config = { access: DEPARTMENT_READERS };
const count = (description: string) => Type.Integer({ minimum: 0, description });
const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));
const PERIOD = Type.Object({
  from: day('起始日（含） First day'),
  to: day('截止日（含） Last day'),
});

/** GET /v1/departments/{uscc}/figures and /v1/departments/{uscc}/figures.csv */
export function figures(app: HttpApp, context: Context): void {
  const schema = {
    summary: '提供部门指标 How a department keeps to what it hands in',
    description: '试运行与未传完的批次不计。 Dry runs and what never arrived whole do not count.',
    params: DEPARTMENT_PATH,
    querystring: PERIOD,
    response: { 200: FIGURES },
  };
  app.get('/v1/departments/:uscc/figures', { schema, config }, async (request) => {
    const { uscc } = request.params;
    checkDepartmentReader(request.caller, context.node, uscc);
    return { uscc, ...toJson(await getFigures(context, uscc, periodOf(request.query))) };
  });

  const csvSchema = {
    summary: '提供部门指标（CSV） The same as CSV',
    params: DEPARTMENT_PATH,
    querystring: PERIOD,
    ...CSV_ANSWER,
  };
  app.get('/v1/departments/:uscc/figures.csv', { schema: csvSchema, config }, async (request, reply) => {
    const { uscc } = request.params;
    checkDepartmentReader(request.caller, context.node, uscc);
    const found = await getFigures(context, uscc, periodOf(request.query));
    return reply.send(answerCsv(reply, `figures-${uscc}.csv`, ['部门', '指标', '项目', '数值'], inOnePiece(found)));
  });
}

function periodOf({ from, to }: { from?: string; to?: string }) {
  return { from, to };
}

type Figures = Awaited<ReturnType<typeof getFigures>>;

function toJson({ faults, firstSubmissionAt, lastSubmissionAt, ...same }: Figures) {
  return {
    ...same,
    faults: faults.map(({ code, lines }) => ({ code, reason: reasonOfCode(code) ?? code, lines })),
    firstSubmissionAt: firstSubmissionAt?.toISOString() ?? null,
    lastSubmissionAt: lastSubmissionAt?.toISOString() ?? null,
  };
}

async function* inOnePiece({ name, ways, faults, late, lastSubmissionAt, silentDays }: Figures) {
  yield [
    ...ways.flatMap(({ way, submissions, rows, accepted, unchanged, rejected, withheld, held, transferred }) => [
      [name, '批次数', way, String(submissions)],
      [name, '行数', way, String(rows)],
      [name, '已记录', way, String(accepted)],
      [name, '无变化', way, String(unchanged)],
      [name, '已拒绝', way, String(rejected)],
      [name, '不予公示', way, String(withheld)],
      [name, '待认领', way, String(held)],
      [name, '已转送', way, String(transferred)],
    ]),
    ...faults.map(({ code, lines }) => [name, '问题', reasonOfCode(code) ?? code, String(lines)]),
    [name, '逾期提供', '', String(late)],
    [name, '最近提交', '', lastSubmissionAt?.toISOString() ?? ''],
    [name, '未提交天数', '', String(silentDays)],
  ];
}

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });

const FIGURES = Type.Object(
  {
    uscc: Type.String({ description: '统一社会信用代码 USCC' }),
    name: Type.String({ description: '名称 Name' }),
    ways: Type.Array(
      Type.Object({
        way: Type.String({ description: '提供方式 Way (M§8)' }),
        submissions: count('批次数 Submissions'),
        rows: count('行数 Rows'),
        accepted: count('已记录 Recorded'),
        unchanged: count('无变化 Unchanged'),
        rejected: count('已拒绝 Rejected'),
        withheld: count('不予公示 Withheld'),
        held: count('待认领 Rows whose subject is not known'),
        transferred: count('已转送 Rows that another province has recorded'),
      }),
      { description: '按提供方式 By way, most rows first' },
    ),
    faults: Type.Array(
      Type.Object({
        code: Type.String({ description: '代码 Stable code' }),
        reason: Type.String({ description: '问题 The same in words, whatever the field' }),
        lines: count('报告行数 Lines of reports; a row may have several'),
      }),
      { description: '按问题 Why rows were rejected, most frequent first' },
    ),
    late: count('逾期提供：超过产生之日起 7 个工作日 Recorded rows that came later than M§9 allows'),
    firstSubmissionAt: orNull('首次提交 First submission of the period'),
    lastSubmissionAt: orNull('最近提交 Last submission of the period'),
    silentDays: count('未提交天数 Whole days since then, or since it was onboarded'),
  },
  { description: '提供部门指标 Figures of a department' },
);
