import { join } from 'node:path';
import type { MigrationFolder } from '@necips/runtime';

/** Migrations of schema `exchange`, the public copy (公示副本). */
export const EXCHANGE_MIGRATIONS: MigrationFolder = {
  schema: 'exchange',
  folder: join(import.meta.dirname, '../prisma/migrations'),
};
