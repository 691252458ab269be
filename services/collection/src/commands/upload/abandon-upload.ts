import type { Context } from '../../context.ts';
import { lockSubmission } from '../../store/submission/submission-rows.ts';
import { endUnprocessed } from '../submission/end-unprocessed.ts';

/** Makes an upload that will not end well `incomplete`: it publishes nothing and can be sent again. */
export async function abandonUpload(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  submissionId: string,
  failure: string,
): Promise<void> {
  const abandoned = await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (submission?.state !== 'receiving') return false;
    await endUnprocessed(tx, submissionId, { state: 'incomplete', failure });
    return true;
  });
  if (abandoned) events.uploadIncomplete(submissionId, failure);
}
