import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { readDirectorySequence } from '../../store/attribution/directory.ts';
import { readFeedSequence } from '../../store/version/record-versions.ts';

/** Between two looks how far the directory has come. */
const POLL_MS = 20;

/**
 * Waits until the directory of subjects has followed the feed to where it stood when this was asked, so that what was registered by then is
 * found; `limits.directoryWaitMs` at most. What is registered meanwhile is not waited for, or a long file would hold everybody up.
 */
export async function awaitDirectory({
  sql,
  limits,
  hurryDirectory,
}: Pick<Context, 'sql' | 'limits' | 'hurryDirectory'>): Promise<void> {
  const sequence = await readFeedSequence(sql);
  for (const deadline = Date.now() + limits.directoryWaitMs; Date.now() < deadline; await delay(POLL_MS)) {
    if ((await readDirectorySequence(sql)) >= sequence) return;
    hurryDirectory();
  }
}
