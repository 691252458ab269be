import { databaseName, type LocalFederation } from '@necips/testbed';
import { ask, questions } from './ask.ts';
import { openDatabase } from './databases.ts';

/** Lookups by code and searches by name at the centre, by REST, with what the index now holds. */
export async function answers(federation: LocalFederation): Promise<Record<string, unknown>> {
  const sql = openDatabase(federation, databaseName('100000', 'aggregation'));
  try {
    const [counted] = await sql<{ subjects: number }[]>`select count(*) as subjects from exchange.subject`;
    const { lookups, searches } = await questions(sql);
    const { rest } = federation.endpoints.centre.aggregation;
    return {
      subjects: counted?.subjects ?? 0,
      lookup: await ask(rest, lookups),
      // Two at a time, one for each core: a queue would be measured, not a search.
      search: await ask(rest, searches, 2),
    };
  } finally {
    await sql.end();
  }
}
