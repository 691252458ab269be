import type { Health, Sql } from '@necips/runtime';
import type { Federation } from './federation.ts';

/**
 * What readiness says. Without its database the service can do nothing; Kafka may be away for days, which is shown and takes
 * nothing away from the public. One province that cannot be read is in its own status, not here.
 */
export function addChecks(health: Health, { reading, federation }: { reading: Sql; federation: Federation }): void {
  health.add('database', async () => void (await reading`select 1 from node limit 1`));
  health.add('kafka', () => federation.requireConnected(), { degradesOnly: true });
}
