import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkOperator, OPERATORS } from '../access.ts';
import { takeBackSubmission } from '../commands/submission/take-back-submission.ts';
import type { Context } from '../context.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { SUBMISSION, SUBMISSION_PATH, toSubmissionJson } from './schemas.ts';

/** POST /v1/submissions/{submissionId}/take-back */
export function takeBack(app: HttpApp, context: Context): void {
  const schema = {
    summary: '撤回批次 Take back a completed submission',
    description:
      '所更改的记录恢复原内容，所新增的记录撤下；后来又被更改的记录保留并列入报告。\n\n' +
      'What it changed gets its previous content back, what it created is withdrawn; what was changed since is kept and reported.',
    params: SUBMISSION_PATH,
    body: Type.Object(
      {
        reason: Type.String({
          minLength: 1,
          maxLength: 500,
          pattern: '\\S',
          description: '原因，记入审计日志 Why; kept in the audit log',
        }),
      },
      { additionalProperties: false },
    ),
    response: { 202: SUBMISSION },
  };
  app.post(
    '/v1/submissions/:submissionId/take-back',
    { schema, config: { access: OPERATORS } },
    async (request, reply) => {
      const submission = await getSubmission(context, request.params.submissionId);
      checkOperator(request.caller, context.node, submission);
      const { reason } = request.body;
      await takeBackSubmission(context, submission.submissionId, { actor: request.caller.account, reason });
      reply.code(202);
      return toSubmissionJson(await getSubmission(context, submission.submissionId));
    },
  );
}
