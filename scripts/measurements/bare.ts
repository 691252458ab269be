import type { Sql } from '@necips/runtime';

/** One service's part of the way of a row: where its rows stand, and empty tables of the same shape. */
export interface Third {
  name: string;
  source: Sql;
  target: Sql;
  /** Tables that a batch writes in one transaction, with the column whose ranges make the batches. */
  tables: { name: string; range: string }[];
  /** Only rows of this node, where a table knows nodes. */
  node: string;
}

const BATCH_ROWS = 1_000;

interface Column {
  name: string;
  type: string;
  generated: boolean;
}

/**
 * Writes the rows of one service again into empty tables with the same indexes, by array inserts, a thousand rows a
 * transaction: no service, no Kafka, no hashing. Only the inserts are timed. Returns rows a second.
 */
export async function bareInsert(third: Third): Promise<number> {
  const tables = await Promise.all(
    third.tables.map(async (table) => ({ ...table, columns: await columnsOf(third.source, table.name) })),
  );
  const driver = tables[0];
  if (!driver) throw new Error('a third writes at least one table');
  const [bounds] = await third.source.unsafe<{ low: number; high: number }[]>(
    `select coalesce(min(${driver.range}), 0) as low, coalesce(max(${driver.range}), -1) as high from ${driver.name}
     where ${nodeFilter(driver, third.node)}`,
  );
  let rows = 0;
  let elapsedMs = 0;
  for (let from = bounds?.low ?? 0; from <= (bounds?.high ?? -1); from += BATCH_ROWS) {
    const statements = await Promise.all(tables.map((table) => readBatch(third.source, table, from, third.node)));
    rows += statements[0]?.rows ?? 0;
    const started = performance.now();
    await third.target.begin(async (tx) => {
      for (const { text, values } of statements) await tx.unsafe(text, values as never[], { prepare: true });
    });
    elapsedMs += performance.now() - started;
  }
  return rows / (elapsedMs / 1000);
}

async function columnsOf(sql: Sql, table: string): Promise<Column[]> {
  return await sql<Column[]>`
    select attname as name, format_type(atttypid, atttypmod) as type, attidentity <> '' as generated
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`;
}

function nodeFilter({ columns }: { columns: Column[] }, node: string): string {
  return columns.some((column) => column.name === 'node') ? `node = '${node}'` : 'true';
}

async function readBatch(
  sql: Sql,
  table: { name: string; range: string; columns: Column[] },
  from: number,
  node: string,
) {
  const columns = table.columns.filter((column) => !column.generated);
  const rows = await sql
    .unsafe<string[][]>(
      `select ${columns.map((column) => `${column.name}::text`).join(', ')} from ${table.name}
     where ${table.range} >= $1 and ${table.range} < $2 and ${nodeFilter(table, node)} order by ${table.range}`,
      [from, from + BATCH_ROWS],
    )
    .values();
  const names = columns.map((column) => column.name).join(', ');
  const casts = columns.map((column) => `${column.name}::${column.type}`).join(', ');
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  return {
    rows: rows.length,
    text: `insert into ${table.name} (${names}) select ${casts} from unnest(${parameters}) as batch (${names})`,
    values: columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  };
}
