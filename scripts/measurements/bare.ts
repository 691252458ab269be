import type { Sql } from '@necips/runtime';

/** One service's part of the way of a row: where its rows stand, and empty tables of the same shape. */
export interface Third {
  source: Sql;
  target: Sql;
  /** Tables that a batch writes in one transaction, with the column that orders their rows. The first counts. */
  tables: { name: string; order: string }[];
  /** Only rows of this node, where a table knows nodes. */
  node: string;
}

const BATCH_ROWS = 1_000;

interface Column {
  name: string;
  type: string;
  generated: boolean;
}

type Row = Record<string, string | null>;

/**
 * Writes the rows of one service again into empty tables with the same indexes, by array inserts, a thousand rows a
 * transaction: no service, no Kafka, no hashing. Only the inserts are timed. Returns rows a second.
 */
export async function bareInsert(third: Third): Promise<number> {
  const tables = await Promise.all(third.tables.map((table) => openTable(third, table)));
  let rows = 0;
  let elapsedMs = 0;
  for (;;) {
    const statements = await Promise.all(tables.map(({ next }) => next()));
    const [driver] = statements;
    if (!driver || driver.rows === 0) return rows / (elapsedMs / 1000);
    rows += driver.rows;
    const started = performance.now();
    await third.target.begin(async (tx) => {
      for (const { text, values } of statements) await tx.unsafe(text, values as never[], { prepare: true });
    });
    elapsedMs += performance.now() - started;
  }
}

/** Reads a table in order, a batch a call; a table with fewer rows than the others gives fewer a batch. */
async function openTable({ source, node, tables }: Third, { name, order }: Third['tables'][number]) {
  const all = await columnsOf(source, name);
  const columns = all.filter((column) => !column.generated);
  const filter = (has: boolean) => (has ? `where node = '${node}'` : '');
  const where = filter(all.some((column) => column.name === 'node'));
  const count = async (table: string, condition: string) => {
    const [counted] = await source.unsafe<{ rows: number }[]>(`select count(*) as rows from ${table} ${condition}`);
    return counted?.rows ?? 0;
  };
  const driver = tables[0]?.name ?? name;
  const driverRows = await count(
    driver,
    filter((await columnsOf(source, driver)).some((column) => column.name === 'node')),
  );
  const share = Math.max(1, Math.ceil((BATCH_ROWS * (await count(name, where))) / Math.max(1, driverRows)));
  const selected = columns.map((column) => `${column.name}::text`).join(', ');
  const cursor = source.unsafe<Row[]>(`select ${selected} from ${name} ${where} order by ${order}`).cursor(share);
  const batches = cursor[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value, done } = await batches.next();
      return insertOf(name, columns, done ? [] : value);
    },
  };
}

function insertOf(table: string, columns: Column[], rows: readonly Row[]) {
  const names = columns.map((column) => column.name).join(', ');
  const casts = columns.map((column) => `${column.name}::${column.type}`).join(', ');
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  return {
    rows: rows.length,
    text: `insert into ${table} (${names}) select ${casts} from unnest(${parameters}) as batch (${names})`,
    values: columns.map((column) => rows.map((row) => row[column.name] ?? null)),
  };
}

async function columnsOf(sql: Sql, table: string): Promise<Column[]> {
  return await sql<Column[]>`
    select attname as name, format_type(atttypid, atttypmod) as type, attidentity <> '' as generated
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`;
}
