import { isServiceError, ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { VersionProvenance } from '../domain/provenance.ts';
import { ANY_TRANSFER, type ListedTransfer } from '../domain/transfer-out/transfer-out.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readProvenance } from '../store/version/provenance.ts';
import { listTransfers } from './transfer-out/list-transfers.ts';

/** Transfers of one record that are told, the newest ones. */
const TRANSFERS_MAX = 50;

/**
 * Where the versions of a record come from (M§12), oldest first, and when each was published; and where it was sent to, the newest first. A
 * department is told of what it made itself. Publication is asked when it published, and `isPublicationKnown` is false where it does not
 * answer. Throws `not_found` where there is nothing.
 */
export async function getProvenance(
  context: Pick<Context, 'sql' | 'now' | 'published'>,
  query: { recordId: string; department: string | undefined; limit: number; cursor: string | undefined },
): Promise<Provenance> {
  const { sql, published } = context;
  const { recordId, department, limit, cursor } = query;
  const [after = 0] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readProvenance(sql, { recordId, department, after, limit: limit + 1 });
  const sent = { ...ANY_TRANSFER, recordId, department };
  const { items: transfers } = await listTransfers(context, { filter: sent, limit: TRANSFERS_MAX, cursor: undefined });
  if (rows.length + transfers.length === 0 && cursor === undefined) {
    throw new ServiceError('not_found', '没有此记录 (no such record)', { reason: 'no_such_record' });
  }
  const publications = await published?.publications(recordId).catch(nothingKnown);
  const items = rows.slice(0, limit).map((row) => {
    const publication = publications?.get(row.version);
    return publication ? { ...row, publication } : row;
  });
  const last = items.at(-1);
  return {
    items,
    isPublicationKnown: publications !== undefined,
    transfers,
    next: rows.length > limit && last ? writePageCursor([last.version]) : null,
  };
}

/** A page of what is known of where a record comes from. */
export interface Provenance {
  items: VersionProvenance[];
  /** Publication has answered. */
  isPublicationKnown: boolean;
  transfers: ListedTransfer[];
  next: string | null;
}

/** Where a record comes from is to be told while publication is away, too. */
function nothingKnown(error: unknown): undefined {
  if (!isServiceError(error)) throw error;
}
