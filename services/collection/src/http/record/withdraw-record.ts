import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { providerOf, SUBMITTERS } from '../../access.ts';
import { withdrawRecord } from '../../commands/submission/withdraw-record.ts';
import type { Context } from '../../context.ts';
import { getSubmission } from '../../queries/get-submission.ts';
import { SIGNATURE, SUBMISSION, toSubmissionJson } from '../schemas.ts';

/** POST /v1/records/{recordId}/withdraw */
export function withdrawRecordRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '撤销记录 Withdraw a record that one’s own department produced',
    description:
      '由产生该记录的部门撤销，并说明原因；可再次提交，也可撤回本次撤销。可附签名；须签名的部门未附签名时，须已登记在线录入方式。依法撤回公示另见 /v1/withdrawals。\n\n' +
      'By the department that produced the record, and by nobody else. It may be handed in again, and taking this submission back ' +
      'shows it again. Lawful withdrawal, after which nothing is kept, is an act of the node’s administrator: /v1/withdrawals. A signature covers the record’s identity and the reason; without one it is an ' +
      'act of online entry, which a department that has to sign must have been granted.',
    params: RECORD_PATH,
    headers: Type.Object({ signature: SIGNATURE }),
    body: Type.Object(
      {
        reason: Type.String({
          minLength: 1,
          maxLength: 500,
          pattern: '\\S',
          description: '原因，与批次一同保存 Why; kept with the submission',
        }),
      },
      { additionalProperties: false },
    ),
    response: { 200: { ...SUBMISSION, description: '记录这次撤销的批次 The submission that withdraws it' } },
  };
  app.post('/v1/records/:recordId/withdraw', { schema, config: { access: SUBMITTERS } }, async (request) => {
    const provider = providerOf(request.caller, context.node);
    const { signature } = request.headers;
    const { submissionId } = await withdrawRecord(context, {
      recordId: request.params.recordId,
      provider,
      reason: request.body.reason,
      // Systems sign, people do not: an unsigned one is online entry, as far as this door can tell.
      way: signature === undefined ? 'entry' : 'interface',
      signature,
    });
    return toSubmissionJson(await getSubmission(context, submissionId));
  });
}

/** Path of everything about one record. */
export const RECORD_PATH = Type.Object({
  recordId: Type.String({ maxLength: 400, description: '记录标识，其中的 / 写作 %2F Identity; its slashes as %2F' }),
});
