// How the centre's database is reached. The services' own runtime is left out on purpose: it would be half of this process.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sql } from '@necips/runtime';
import postgres from 'postgres';

const CENTRE_DATABASE = 'centre_aggregation';

/** Connects for reading. bigint columns hold indexes and milliseconds, all below 2^53; a date stays text. */
export function connectCentre(url: string): Sql {
  return postgres(url, {
    max: 2,
    onnotice: () => {},
    connection: { application_name: 'verify', statement_timeout: 0 },
    types: {
      date: { to: 1082, from: [1082], serialize: (value: string) => value, parse: (value: string) => value },
      int8: {
        to: 20,
        from: [20],
        serialize: (value: number) => String(value),
        parse: (value: string) => Number(value),
      },
    },
  });
}

/** URL of the centre's database in the federation that `./scripts/up` started. Throws where nothing is up. */
export function federationDatabase(): string {
  const file = resolve(import.meta.dirname, '../..', process.env.NECIPS_RUN ?? '.run', 'endpoints.json');
  const url = new URL((JSON.parse(readFileSync(file, 'utf8')) as { postgres: string }).postgres);
  url.pathname = `/${CENTRE_DATABASE}`;
  return url.href;
}
