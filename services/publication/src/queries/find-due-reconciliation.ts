import type { Context } from '../context.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';
import { findReconciliation, type Reconciliation } from '../store/reconciliation.ts';

/** The comparison with collection that has to come before its feed is followed on. */
export function findDueReconciliation({ sql }: Pick<Context, 'sql'>): Promise<Reconciliation | undefined> {
  return findReconciliation(sql, COLLECTION_FEED);
}
