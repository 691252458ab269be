import type { CopyService } from '@necips/proto';
import { type HandlersOf, roles, serverStream } from '@necips/runtime';
import type { Context } from '../context.ts';
import { listShown } from '../queries/list-shown.ts';
import { listTombstones } from '../queries/list-tombstones.ts';

/** What this node's collection gets back from after a restore; not before publication has its own log back. */
export function copyHandlers(
  context: Pick<Context, 'node' | 'reading' | 'withholding'>,
): HandlersOf<typeof CopyService> {
  const { node, withholding } = context;
  return {
    listShown: serverStream(roles('service'), (request) => {
      withholding.requireShown(node);
      return listShown(context, { afterRecordId: request.afterRecordId ?? '' });
    }),
    listTombstones: serverStream(roles('service'), () => {
      withholding.requireShown(node);
      return listTombstones(context);
    }),
  };
}
