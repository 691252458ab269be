// Checks that each package's migrations, replayed in a throwaway database, give exactly its schema.prisma. Run with the
// URL of a PostgreSQL server on which databases may be created.
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSchemaEngine } from './schema-engine.ts';

const root = join(import.meta.dirname, '..');
const url = process.argv[2];
if (!url) throw new Error('usage: check-migrations.ts POSTGRES_URL');

// Partitions are made at run time, one for each enrolled node; history tables are the applier's own.
let drifted = false;
for (const schemaPath of globSync('{packages,services}/*/prisma/schema.prisma', { cwd: root }).sort()) {
  const missing = await openSchemaEngine(url, join(root, schemaPath)).then((engine) => engine.missingSql());
  if (missing === '') continue;
  drifted = true;
  console.error(`${dirname(schemaPath)}/migrations do not give schema.prisma. Missing:\n${missing}`);
}
if (!drifted) console.log('migrations equal their schema.prisma');
// The adapter's pools would keep the process for their idle time.
process.exit(drifted ? 1 : 0);
