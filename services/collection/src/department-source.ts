import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isLoopback } from '@necips/runtime';
import { Client } from 'pg';
import type { SourceAddress } from './domain/connector/connector.ts';
import { faultOf, SourceFault } from './domain/connector/source-fault.ts';
import type { Statement } from './domain/connector/source-query.ts';

/** Time to connect and log in. */
const CONNECT_MS = 10_000;
/** Beyond its own time limit, an answer may take so long on its way. */
const GRACE_MS = 5_000;
/** Time to take leave. */
const CLOSE_MS = 1_000;
/** Between two looks at how much has come in. */
const WATCH_MS = 20;

/** What a source may cost. */
export interface SourceLimits {
  /** Time that one statement may take. */
  connectorStatementMs: number;
  /** Bytes that may come in for one statement. */
  connectorBytesMax: number;
}

/** A department's own database, from which is only read. */
export interface DepartmentSource extends AsyncDisposable {
  /**
   * Runs statements that see one state of the database, in a transaction that can change nothing. Throws a SourceFault for whatever
   * the source does wrong.
   */
  read<T>(task: (ask: Ask) => Promise<T>): Promise<T>;
}

/** Runs one statement; its rows are texts. */
export type Ask = (statement: Statement) => Promise<(string | null)[][]>;

/**
 * Connects to a department's database. It belongs to somebody else, so nothing about it is believed: a statement has its time here as
 * well as there, what comes in is counted, and names are looked up in PostgreSQL's own schema only. By TLS, unless it is on this machine
 * and no authority is given; the authority's file is read each time, so that a mended one needs no restart. Throws a SourceFault.
 */
export async function openDepartmentSource(
  address: SourceAddress & { password: string },
  { limits, caFile, signal }: { limits: SourceLimits; caFile: string | undefined; signal: AbortSignal },
): Promise<DepartmentSource> {
  const { host, port, database, user, password } = address;
  const socket = new Socket();
  const close = () => void socket.destroy();
  signal.addEventListener('abort', close, { once: true });
  const ca = caFile === undefined ? undefined : await readFile(caFile);
  const ssl = ca === undefined && isLoopback(host) ? false : { rejectUnauthorized: true, ...(ca && { ca }) };
  // PostgreSQL answers whoever wants TLS with one byte, before anything else is said.
  let hasNoTls = false;
  if (ssl) socket.once('data', (answer: Buffer) => void (hasNoTls = answer.toString('latin1') === 'N'));
  const client = new Client({
    host,
    port,
    database,
    user,
    password,
    application_name: 'necips-connector',
    connectionTimeoutMillis: CONNECT_MS,
    ssl,
    stream: () => socket,
    // Everything stays the text that PostgreSQL sends.
    types: { getTypeParser: () => (text: string) => text },
  });
  // What breaks while nothing is asked is told by the next statement.
  client.on('error', () => {});
  const watched = <T>(task: () => Promise<T>, timeMs: number) => watch(socket, task, { limits, timeMs });
  const run = (text: string) => watched(() => client.query(text), limits.connectorStatementMs + GRACE_MS);
  const ask: Ask = async ({ text, values }) => {
    const asked = () => client.query<(string | null)[]>({ text, values, rowMode: 'array' });
    return (await watched(asked, limits.connectorStatementMs + GRACE_MS)).rows;
  };
  const dispose = async () => {
    signal.removeEventListener('abort', close);
    await Promise.race([client.end().catch(() => undefined), delay(CLOSE_MS, undefined, { ref: false })]);
    socket.destroy();
  };
  try {
    await watched(() => client.connect(), CONNECT_MS + GRACE_MS);
  } catch (error) {
    await dispose();
    throw hasNoTls ? new SourceFault('tls_not_offered') : error;
  }
  return {
    read: async (task) => {
      await run(beginReading(limits));
      try {
        return await task(ask);
      } finally {
        // Nothing was changed. Where this fails, so does what is read next.
        await run('rollback').catch(() => undefined);
      }
    },
    [Symbol.asyncDispose]: dispose,
  };
}

function beginReading({ connectorStatementMs }: SourceLimits): string {
  return [
    'begin isolation level repeatable read, read only',
    `set local statement_timeout = ${connectorStatementMs}`,
    `set local lock_timeout = ${connectorStatementMs}`,
    `set local idle_in_transaction_session_timeout = ${connectorStatementMs + GRACE_MS}`,
    "set local search_path = ''",
    "set local datestyle = 'ISO'",
    "set local timezone = 'UTC'",
  ].join('; ');
}

/** Runs a task of the connection, and cuts that off where it takes too long or too much comes in. */
async function watch<T>(
  socket: Socket,
  task: () => Promise<T>,
  { limits, timeMs }: { limits: SourceLimits; timeMs: number },
): Promise<T> {
  // Nobody would ever answer, and nothing closes twice.
  if (socket.destroyed) throw new SourceFault('source_unreachable');
  const over = new AbortController();
  const cutOff = Promise.withResolvers<never>();
  const bytesBefore = socket.bytesRead;
  const deadline = performance.now() + timeMs;
  let fault: SourceFault | undefined;
  const look = () => {
    if (performance.now() > deadline) fault = new SourceFault('source_slow');
    if (socket.bytesRead - bytesBefore > limits.connectorBytesMax)
      fault = new SourceFault('batch_too_large', String(limits.connectorBytesMax));
    if (!fault) return;
    socket.destroy();
    cutOff.reject(fault);
  };
  const watching = setInterval(look, WATCH_MS);
  try {
    // A connection that closes in the middle ends the task whatever the library makes of it.
    const answer = await Promise.race([task(), closing(socket, over.signal), cutOff.promise]);
    // What came in between two looks counts as well.
    look();
    if (fault) throw fault;
    return answer;
  } catch (error) {
    throw fault ?? faultOf(codeOf(error));
  } finally {
    clearInterval(watching);
    over.abort();
  }
}

async function closing(socket: Socket, signal: AbortSignal): Promise<never> {
  await once(socket, 'close', { signal });
  throw new Error('the connection was closed');
}

/** The code of an error. It may come from the source: what does not look like one is none. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z_]{1,50}$/.test(error.code) ? error.code : undefined;
}
