import type { necips } from '@necips/proto';
import type { Context } from '../context.ts';
import { toLogStatusMessage } from '../messages.ts';
import { getLogStatus as queryLogStatus } from '../queries/get-log-status.ts';

/** Where the log and its relay stand. */
export async function getLogStatus(
  context: Pick<Context, 'node' | 'reading' | 'served' | 'withholding' | 'feedHead'>,
): Promise<necips.log.v1.GetLogStatusResponse.$Properties> {
  return toLogStatusMessage(await queryLogStatus(context));
}
