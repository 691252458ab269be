import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { providerOf, SUBMITTERS } from '../access.ts';
import type { Context } from '../context.ts';
import { RECORD_OUTCOMES, type RecordOutcome } from '../domain/record-outcome.ts';
import { requireJsonObject } from '../domain/single-record.ts';
import { getFormatInForce } from '../queries/get-format.ts';
import { ROW_ERROR, SIGNATURE } from './schemas.ts';

/** POST /v1/records/{item} */
export function submitRecord(app: HttpApp, context: Context): void {
  const schema = {
    summary: '提交一条记录（数据接口） Submit one record',
    description:
      '成员名为格式规范的字段名、中文名或短名。应答即结果：已记录、无变化、已拒绝（附逐字段错误）、已撤回、待归名；此时已持久保存。\n\n' +
      'Members bear the names of the format. The answer says what became of the record, which is durable then: 200, 202 while it waits, ' +
      '422 where it is rejected. It is a row of a submission of way `interface`.',
    params: Type.Object({ item: Type.String({ maxLength: 100, description: '资源目录项 Catalogue item' }) }),
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({
          pattern: '^[\\x21-\\x7e]{1,128}$',
          description:
            '幂等键：以同一键重发时返回首次的结果 Makes a retry safe: the same key is answered as the first time',
        }),
      ),
      signature: SIGNATURE,
    }),
    body: Type.Unsafe<Buffer>({ description: 'JSON 对象 A JSON object' }),
    response: { 200: RECORD_ANSWER, 202: RECORD_ANSWER, 422: RECORD_ANSWER },
  };
  // A parser of its own: of a parsed body it cannot be seen any more whether a member occurred twice or a number lost digits.
  void app.register((scope: HttpApp, _options, done) => {
    const options = { parseAs: 'buffer', bodyLimit: context.limits.rowBytesMax } as const;
    scope.addContentTypeParser('application/json', options, (_request, body, parsed) => parsed(null, body));
    scope.post('/v1/records/:item', { schema, config: { access: SUBMITTERS } }, async (request, reply) => {
      const provider = providerOf(request.caller, context.node);
      const { signature } = request.headers;
      const { outcome, ...answer } = await context.records.submit({
        provider,
        format: getFormatInForce(context, request.params.item),
        record: requireJsonObject(request.body?.toString()),
        idempotencyKey: request.headers['idempotency-key'],
        signature: signature === undefined ? undefined : { header: signature, body: request.body },
      });
      reply.code(STATUS[outcome]);
      return { outcome, ...answer };
    });
    done();
  });
}

const STATUS = {
  accepted: 200,
  unchanged: 200,
  withheld: 200,
  held: 202,
  pending: 202,
  transferred: 200,
  rejected: 422,
} as const satisfies Record<RecordOutcome, number>;

/** What has become of one record. */
export const RECORD_ANSWER = Type.Object(
  {
    submissionId: Type.String({ description: '所在批次 Submission that it is a row of' }),
    row: Type.Integer({ description: '批次中的行号 Its row there' }),
    outcome: Type.Unsafe<RecordOutcome>({
      type: 'string',
      enum: RECORD_OUTCOMES,
      description:
        '结果：accepted 已记录，unchanged 无变化，rejected 已拒绝，withheld 已依法撤回，held 待归名，pending 待处理，transferred 已转送登记地',
    }),
    recordId: Type.String({ description: '记录标识，未产生新版本则为空 Identity, where it made a version' }),
    version: Type.Integer({ description: '版本，未产生则为 0 Version that it made, or 0' }),
    errors: Type.Array(ROW_ERROR),
  },
  { description: '一条记录的结果 What became of the record' },
);
