import { type Executor, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { keyDigestOf } from '../../store/withdrawal/tombstones.ts';

/**
 * Makes sure that this process has the key by which the node's tombstones were made. With another one it would find none of
 * them and publish again what the law has ended; so it then neither records nor withdraws anything.
 * Throws `unavailable`, reason `wrong_tombstone_key`.
 */
export async function checkTombstoneKey({ tombstones }: Pick<Context, 'tombstones'>, sql: Executor): Promise<void> {
  const known = await keyDigestOf(sql, tombstones.keyDigest);
  if (known.equals(tombstones.keyDigest)) return;
  const message = '墓碑密钥不是本节点的密钥 (COLLECTION_TOMBSTONE_KEY_FILE is not the key of this database)';
  throw new ServiceError('unavailable', message, { reason: 'wrong_tombstone_key' });
}
