import { defineConfig } from 'prisma/config';

// Prisma reads the default export of this file.
// oxlint-disable-next-line import/no-default-export
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
