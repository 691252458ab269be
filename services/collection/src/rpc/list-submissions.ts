import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { departmentSeenBy } from '../access.ts';
import type { Context } from '../context.ts';
import { fromStateMessage, toSubmissionMessage } from '../messages.ts';
import { pageSize } from '../page-cursor.ts';
import { listSubmissions } from '../queries/list-submissions.ts';

/** Submissions, newest first. */
export function listSubmissionsRpc(context: Context) {
  return async (
    request: necips.submission.v1.IListSubmissionsRequest,
    call: Call,
  ): Promise<necips.submission.v1.IListSubmissionsResponse> => {
    const department = departmentSeenBy(call.caller, context.node);
    const page = await listSubmissions(context, {
      department,
      state: fromStateMessage(request.state),
      limit: pageSize(request.pageSize ?? 0, { default: 50, max: 200 }),
      cursor: request.pageToken || undefined,
    });
    return { submissions: page.items.map(toSubmissionMessage), nextPageToken: page.next ?? '' };
  };
}
