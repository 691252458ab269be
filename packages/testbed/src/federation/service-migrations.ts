import { join } from 'node:path';
import { EXCHANGE_MIGRATIONS } from '@necips/exchange';
import { type MigrationFolder, RUNTIME_MIGRATIONS } from '@necips/runtime';
import { CHECKOUT } from '../checkout.ts';

/** The services of the spine, and the console. */
export type ServiceName = 'collection' | 'publication' | 'aggregation' | 'console';

/** The migrations of a service's database, in the order in which they are applied. */
export function serviceMigrations(service: ServiceName): MigrationFolder[] {
  const own = { schema: 'public', folder: join(CHECKOUT, 'services', service, 'prisma/migrations') };
  if (service === 'console') return [own];
  return service === 'collection' ? [RUNTIME_MIGRATIONS, own] : [RUNTIME_MIGRATIONS, EXCHANGE_MIGRATIONS, own];
}
