import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkReader } from '../access.ts';
import type { Context } from '../context.ts';
import { toRowErrorMessage } from '../messages.ts';
import { pageSize } from '../page-cursor.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { listRowErrors } from '../queries/list-row-errors.ts';

/** The row-error report of a submission, in row order. */
export function listRowErrorsRpc(context: Context) {
  return async (
    request: necips.submission.v1.IListRowErrorsRequest,
    call: Call,
  ): Promise<necips.submission.v1.IListRowErrorsResponse> => {
    const submission = await getSubmission(context, request.submissionId ?? '');
    checkReader(call.caller, context.node, submission);
    const page = await listRowErrors(context, {
      submissionId: submission.submissionId,
      limit: pageSize(request.pageSize ?? 0, { default: 200, max: 1_000 }),
      cursor: request.pageToken || undefined,
    });
    return { errors: page.items.map(toRowErrorMessage), nextPageToken: page.next ?? '' };
  };
}
