import { connectPostgres, type Sql, type Transaction } from '@necips/runtime';
import { databaseName, type LocalFederation } from '@necips/testbed';

export type Level = 'centre' | 'publication';

/** A database that holds a public copy. */
export interface Place {
  /** `centre`, or the code of the province whose publication it is. */
  name: string;
  level: Level;
  /** Provinces whose copies it holds. */
  nodes: string[];
  /** As the superuser of PostgreSQL: neither trigger nor constraint stands in its way, nor any service. */
  sql: Sql;
}

/** The centre's database and those of the provinces' publications; they close with the scope. */
export function openPlaces(federation: LocalFederation, nodes: string[]): { places: Place[] } & AsyncDisposable {
  const open = (name: string, level: Level, code: string, of: string[]): Place => {
    const url = new URL(federation.endpoints.postgres);
    url.pathname = `/${databaseName(code, level === 'centre' ? 'aggregation' : 'publication')}`;
    const sql = connectPostgres(url.href, { max: 3, applicationName: 'mutate', statementTimeoutMs: 0 });
    return { name, level, nodes: of, sql };
  };
  const places = [
    open('centre', 'centre', '100000', nodes),
    ...nodes.map((node) => open(node, 'publication', node, [node])),
  ];
  return {
    places,
    async [Symbol.asyncDispose]() {
      await Promise.all(places.map(({ sql }) => sql.end({ timeout: 5 })));
    },
  };
}

/** Does damage in one transaction that no trigger and no foreign key sees. */
export async function withoutConstraints<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return (await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    return work(tx);
  })) as T;
}
