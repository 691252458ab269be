import { type HttpApp, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, WITHDRAWERS } from '../access.ts';
import { type WithdrawalTarget, withdrawLawfully } from '../commands/withdrawal/withdraw-lawfully.ts';
import type { Context } from '../context.ts';
import { awaitHidden } from '../queries/await-hidden.ts';
import { AUTHORITY, REASON, toWithdrawalJson, WITHDRAWAL } from './withdrawal-schemas.ts';

/** POST /v1/withdrawals */
export function withdraw(app: HttpApp, context: Context): void {
  const schema = {
    summary: '依法撤回公示 End the publicity of records by law',
    description:
      '按记录或按批次撤回。内容即时清除，各处副本按期清除；同一记录再次提交时不予公示。\n\n' +
      'By record, or by submission. Content is erased at once, every other copy by its deadline, and a file that contains the ' +
      'record again does not publish it. 200: no longer shown. 202: on its way; it goes on by itself.',
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({
          pattern: '^[\\x21-\\x7e]{1,128}$',
          description: '幂等键 Makes a retry safe: the same key returns the first act',
        }),
      ),
    }),
    body: Type.Object(
      {
        recordIds: Type.Optional(
          Type.Array(Type.String({ minLength: 1, maxLength: 400 }), {
            minItems: 1,
            maxItems: context.limits.withdrawalRecordsMax,
            description: '记录标识 Identities of the records',
          }),
        ),
        submission: Type.Optional(
          Type.String({ format: 'uuid', description: '批次：撤回其写入的全部记录 A submission: all that it recorded' }),
        ),
        reason: REASON,
        authority: AUTHORITY,
      },
      { additionalProperties: false },
    ),
    response: {
      200: { ...WITHDRAWAL, description: '不再公示 No longer shown' },
      202: { ...WITHDRAWAL, description: '撤回中 On its way' },
    },
  };
  app.post('/v1/withdrawals', { schema, config: { access: WITHDRAWERS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { recordIds, submission, reason, authority } = request.body;
    const { withdrawalId } = await withdrawLawfully(context, {
      target: targetOf(recordIds, submission),
      account: request.caller.account,
      reason,
      authority,
      idempotencyKey: request.headers['idempotency-key'],
    });
    const withdrawal = await awaitHidden(context, withdrawalId);
    reply.header('location', `/v1/withdrawals/${withdrawalId}`).code(withdrawal.state === 'withdrawing' ? 202 : 200);
    return toWithdrawalJson(withdrawal);
  });
}

function targetOf(recordIds: string[] | undefined, submissionId: string | undefined): WithdrawalTarget {
  if (recordIds && submissionId === undefined) return { recordIds };
  if (!recordIds && submissionId !== undefined) return { submissionId };
  throw new ServiceError('invalid', '请指定记录或一个批次 (name records or one submission)', { reason: 'bad_target' });
}
