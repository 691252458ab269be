import { type HttpApp, ServiceError, STREAM_BODY } from '@necips/runtime';
import Type from 'typebox';
import { providerOf, SUBMITTERS } from '../access.ts';
import { receiveUpload } from '../commands/upload/receive-upload.ts';
import type { Context } from '../context.ts';
import type { FileForm } from '../domain/intake/recognise-form.ts';
import { getFormatInForce } from '../queries/get-format.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { SIGNATURE, SUBMISSION, toSubmissionJson } from './schemas.ts';

/** What a file may be declared as. What it is, and whether it is gzip, is told by its first bytes all the same. */
export const UPLOAD_MEDIA_TYPES = [
  'text/csv',
  'application/x-ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
];

/** POST /v1/submissions */
export function submit(app: HttpApp, context: Context): void {
  const schema = {
    summary: '提交批次（批量导入） Submit a file',
    description:
      'CSV（UTF-8 或 GB18030，自动识别）、JSON Lines（每行一个对象）或 XLSX，可用 gzip 压缩，按内容识别。XLSX 取以资源目录项名称命名的' +
      '工作表，否则取唯一可见的工作表。返回 202 时文件已持久保存，随后逐行处理。\n\n' +
      'CSV (UTF-8 or GB18030, detected), JSON Lines (an object a line) or XLSX, also gzip, known by the content. Of a workbook ' +
      'the sheet with the name of the item is read, else the only visible one. ' +
      'At 202 the file is durable; its rows are processed afterwards. ' +
      'The header is checked at once: a wrong column answers 422 and nothing is kept. A body that is cut off leaves a ' +
      'submission `incomplete`, which publishes nothing; send the file again.',
    consumes: UPLOAD_MEDIA_TYPES,
    querystring: Type.Object({
      item: Type.String({ maxLength: 100, description: '资源目录项，如 REG 登记信息 Catalogue item; see /v1/formats' }),
      dryRun: Type.Boolean({
        default: false,
        description:
          '试运行：同样校验并给出行错误报告和各项计数，但不改变任何记录 ' +
          'The same checks and report, and what would become of the rows; nothing is changed',
      }),
      fileName: Type.Optional(
        Type.String({
          maxLength: 200,
          pattern: '^[^\\u0000-\\u001f]*$',
          description: '文件名 Name to recognise the batch by',
        }),
      ),
    }),
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({
          pattern: '^[\\x21-\\x7e]{1,128}$',
          description:
            '幂等键：同一账号以同一键重发时返回首次的批次 Makes a retry safe: the same key returns the first submission',
        }),
      ),
      signature: SIGNATURE,
    }),
    body: STREAM_BODY,
    response: {
      202: { ...SUBMISSION, description: '已持久保存，等待处理 Durable, waits to be processed' },
      200: { ...SUBMISSION, description: '该幂等键的首次批次 The submission that came with the key first' },
    },
  };
  app.post('/v1/submissions', { schema, config: { access: SUBMITTERS } }, async (request, reply) => {
    const { headers, query } = request;
    const contentLength = Number(headers['content-length']);
    const { submissionId, repeated } = await receiveUpload(context, {
      format: getFormatInForce(context, query.item),
      way: 'import',
      dryRun: query.dryRun,
      provider: providerOf(request.caller, context.node),
      fileName: query.fileName ?? '',
      idempotencyKey: headers['idempotency-key'],
      signature: headers.signature,
      body: request.body ?? [],
      declared: declaredForm(headers['content-type']),
      gzipPromised: isGzipPromised(headers['content-type'], headers['content-encoding']),
      ...(Number.isSafeInteger(contentLength) && { bodyBytes: contentLength }),
    });
    const submission = await getSubmission(context, submissionId);
    reply.header('location', `/v1/submissions/${submissionId}`).code(repeated ? 200 : 202);
    return toSubmissionJson(submission);
  });
}

function declaredForm(contentType = ''): FileForm | undefined {
  if (/^application\/(x-ndjson|jsonl|x-jsonlines)\b/i.test(contentType)) return 'json';
  return /^application\/vnd\.openxmlformats/i.test(contentType) ? 'xlsx' : undefined;
}

function isGzipPromised(contentType: string | undefined, contentEncoding: string | undefined): boolean {
  if (contentEncoding === 'gzip' || contentEncoding === 'x-gzip') return true;
  if (contentEncoding !== undefined && contentEncoding !== 'identity') {
    const message = `不支持的内容编码 ${contentEncoding}，可用 gzip (unsupported content encoding)`;
    throw new ServiceError('unprocessable', message, { reason: 'unsupported_content_encoding' });
  }
  return /^application\/(x-)?gzip\b/i.test(contentType ?? '');
}
