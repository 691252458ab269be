import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sql } from '@necips/runtime';

/** What a load of requests met. */
export interface Answers {
  requests: number;
  failed: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

const SECONDS = 10;
const CONNECTIONS = 16;

/** Asks for paths from a process of its own for ten seconds over sixteen connections. */
export async function ask(rest: string, paths: string[], connections = CONNECTIONS): Promise<Answers> {
  const { hostname, port } = new URL(rest);
  const request = JSON.stringify({ host: hostname, port: Number(port), paths, connections, seconds: SECONDS });
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'http-load.ts'), request], {
    maxBuffer: 1 << 20,
  });
  return JSON.parse(stdout) as Answers;
}

/** Paths of random lookups by code and of random searches by a piece of a name, made from what is in the index. */
export async function questions(sql: Sql): Promise<{ lookups: string[]; searches: string[] }> {
  const rows = await sql<{ code: string; name: string }[]>`
    select subject_id as code, search_name as name from exchange.subject tablesample system (5) limit 1500`;
  const piece = (name: string, index: number) => {
    const length = 2 + (index % 4);
    const start = (index * 7) % Math.max(1, name.length - length);
    return name.slice(start, start + length);
  };
  const stopWords = /^(有限|限公|公司|有限公|限公司|有限公司|份有限|股份|股份有|份有|任公司|责任)/;
  return {
    lookups: rows.map(({ code }) => `/v1/subjects/${code}`),
    searches: rows
      .map(({ name }, index) => piece(name, index))
      .filter((text) => text.length >= 2 && !stopWords.test(text))
      .map((text) => `/v1/subjects?name=${encodeURIComponent(text)}`),
  };
}
