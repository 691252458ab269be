import type { Context } from '../../context.ts';
import { findSilentUploads } from '../../store/submission/submission-sweep.ts';
import { abandonUpload } from './abandon-upload.ts';

/** Ends the uploads whose process has died: they become incomplete. */
export async function expireUploads(context: Pick<Context, 'sql' | 'now' | 'limits' | 'events'>): Promise<void> {
  const { sql, now, limits } = context;
  const before = new Date(now() - limits.receiveLeaseMs);
  for (const submissionId of await findSilentUploads(sql, before)) {
    await abandonUpload(context, submissionId, '上传中断：接收进程已停止 (the receiving process has stopped)');
  }
}
