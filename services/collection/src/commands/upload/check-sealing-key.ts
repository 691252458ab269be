import { type Executor, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { sealingKeyDigestOf } from '../../store/submission/sealing-key.ts';

/**
 * Makes sure that this process has the key under which the node's database is sealed. With another one it could not read what it took
 * in, and would take every internal part for changed; so it then takes in and records nothing that is sealed.
 * Throws `unavailable`, reason `wrong_sealing_key`.
 */
export async function checkSealingKey({ sealer }: Pick<Context, 'sealer'>, sql: Executor): Promise<void> {
  const known = await sealingKeyDigestOf(sql, sealer.keyDigest);
  if (known.equals(sealer.keyDigest)) return;
  const message = '封存密钥不是本节点的密钥 (COLLECTION_SEALING_KEY_FILE is not the key of this database)';
  throw new ServiceError('unavailable', message, { reason: 'wrong_sealing_key' });
}
