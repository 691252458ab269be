import postgres from 'postgres';

/** Connection pool of postgres.js with the types used here: int8 as number, date as `YYYY-MM-DD`. */
export type Sql = postgres.Sql<PostgresTypes>;

/** An open transaction of the pool. */
export type Transaction = postgres.TransactionSql<PostgresTypes>;

/** What runs a statement: the pool or an open transaction. */
export type Executor = Sql | Transaction;

type PostgresTypes = { date: string; int8: number };

export interface PostgresOptions {
  /** Connections at most. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** A statement that runs longer is cancelled, in milliseconds. Default 60,000. */
  statementTimeoutMs?: number;
}

/**
 * Opens a pool on `url`. bigint columns hold indexes, counts and milliseconds, all below 2^53, so they are read as numbers;
 * a date is a day of the calendar and never an instant, so it stays text.
 */
export function connectPostgres(url: string, options: PostgresOptions): Sql {
  return postgres(url, {
    max: options.max,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs ?? 60_000,
    },
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
