import type { CopyService } from '@necips/proto';
import { type HandlersOf, roles, serverStream, unary } from '@necips/runtime';
import type { Context } from '../context.ts';
import { getPublications } from '../queries/get-publications.ts';
import { listShown } from '../queries/list-shown.ts';
import { listTombstones } from '../queries/list-tombstones.ts';

/**
 * What this node's collection gets back from after a restore, and asks when a record was published; not before publication has its own
 * log back.
 */
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
    getPublications: unary(roles('service'), async ({ recordId }) => {
      withholding.requireShown(node);
      return { publications: await getPublications(context, recordId ?? '') };
    }),
  };
}
