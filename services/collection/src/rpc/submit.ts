import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { providerOf } from '../access.ts';
import { receiveUpload } from '../commands/upload/receive-upload.ts';
import type { Context } from '../context.ts';
import { writeCells } from '../domain/csv/cells.ts';
import { toSubmissionMessage } from '../messages.ts';
import { getFormatInForce } from '../queries/get-format.ts';
import { getSubmission } from '../queries/get-submission.ts';

type SubmitRequest = necips.submission.v1.ISubmitRequest;

/** Rows of one message at most. */
const MESSAGE_ROWS_MAX = 1_000;

/** Takes a batch as rows. They are written as CSV and go the way of a file, so that both doors give the same answers. */
export function submit(context: Context) {
  return async (requests: AsyncIterable<SubmitRequest>, call: Call): Promise<necips.submission.v1.ISubmitResponse> => {
    const provider = providerOf(call.caller, context.node);
    const stream = requests[Symbol.asyncIterator]();
    const first = await stream.next();
    const header = first.done ? undefined : first.value.header;
    if (!header) throw invalid('no_header', '第一条消息必须是 header (the first message must be the header)');
    const format = getFormatInForce(context, header.item ?? '');
    const { idempotencyKey = '', fileName = '', columns } = header;
    if (!/^[\x21-\x7e]{0,128}$/.test(idempotencyKey ?? ''))
      throw invalid('bad_idempotency_key', '幂等键无效 (bad idempotency key)');
    if ((fileName ?? '').length > 200) throw invalid('bad_file_name', '文件名过长 (file name too long)');
    const { submissionId } = await receiveUpload(context, {
      format,
      way: 'interface',
      dryRun: header.dryRun ?? false,
      provider,
      fileName: (fileName ?? '').replaceAll(/[^\P{Cc}]/gu, ' '),
      idempotencyKey: idempotencyKey || undefined,
      signature: header.signature || undefined,
      body: toCsv(columns ?? [], stream),
      gzipPromised: false,
      encoding: 'utf-8',
    });
    return { submission: toSubmissionMessage(await getSubmission(context, submissionId)) };
  };
}

async function* toCsv(columns: string[], stream: AsyncIterator<SubmitRequest>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${writeCells(columns)}\n`);
  for (let next = await stream.next(); !next.done; next = await stream.next()) {
    const rows = next.value.rows?.rows;
    if (!rows) throw invalid('second_header', '第一条之后的消息必须是 rows (only rows may follow the header)');
    if (rows.length > MESSAGE_ROWS_MAX) {
      throw invalid('too_many_rows', `每条消息不得超过 ${MESSAGE_ROWS_MAX} 行 (too many rows in a message)`);
    }
    yield Buffer.from(rows.map((row) => `${writeCells(row.values ?? [])}\n`).join(''));
  }
}

function invalid(reason: string, message: string): ServiceError {
  return new ServiceError('invalid', message, { reason });
}
