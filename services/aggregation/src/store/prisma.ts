import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/client.ts';

/** Connections of the typed client: it serves status pages only. */
const CONNECTIONS_MAX = 2;

export type Prisma = PrismaClient;

/** Opens the typed client of the small tables. It connects at the first query, and again when the database is back. */
export function openPrisma(databaseUrl: string): Prisma {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: CONNECTIONS_MAX,
    application_name: 'aggregation-small',
  });
  return new PrismaClient({ adapter });
}
