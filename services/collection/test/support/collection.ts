import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SubmissionService } from '@necips/proto';
import { connectPostgres, createGrpcClient, type GrpcClient, RUNTIME_MIGRATIONS, type Sql } from '@necips/runtime';
import { createTestDatabase } from '@necips/testbed';
import { COLLECTION_MIGRATIONS, readCollectionConfig, startCollection } from '../../src/index.ts';
import { startFakeRealms } from './fake-realm.ts';

const REALM = 'node-330000';

/** The department for which tests submit, and another one. */
export const DEPARTMENTS = [
  { uscc: '11330000002482095X', name: '浙江省市场监督管理局' },
  { uscc: '11330000002483035A', name: '浙江省生态环境厅' },
] as const;

/** Onboards a department without a realm; it may hand in everything in every way. */
export async function insertDepartment(sql: Sql, { uscc, name }: { uscc: string; name: string }): Promise<void> {
  await sql`
    insert into department (uscc, name, items, ways, area, contact, onboarded_at, onboarded_by)
    values (${uscc}, ${name}, '{*}', '{entry,import,interface,connector}', '330000', '', now(), 'test')`;
}

/** A collection service on a database of its own, and what tests do with it. `settings` are its environment variables. */
export async function aCollection(
  settings: Record<string, string> = {},
  options: { now?: () => number } = {},
): Promise<TestCollection> {
  await using starting = new AsyncDisposableStack();
  const realms = starting.use(await startFakeRealms(REALM, 'node-440000'));
  const database = starting.use(await createTestDatabase([RUNTIME_MIGRATIONS, COLLECTION_MIGRATIONS]));
  const sql = connectPostgres(database.url, { max: 2, applicationName: 'test' });
  starting.defer(() => sql.end());
  for (const department of DEPARTMENTS) await insertDepartment(sql, department);
  const keys = await mkdtemp(join(tmpdir(), 'collection-keys-'));
  starting.defer(() => rm(keys, { recursive: true }));
  const tombstoneKeyFile = join(keys, 'tombstone.key');
  await writeFile(tombstoneKeyFile, randomBytes(32));
  const sealingKeyFile = join(keys, 'sealing.key');
  await writeFile(sealingKeyFile, randomBytes(32));
  const env = {
    COLLECTION_NODE: '330000',
    COLLECTION_HTTP_PORT: '0',
    COLLECTION_GRPC_PORT: '0',
    COLLECTION_DATABASE_URL: database.url,
    COLLECTION_ISSUER: realms.issuerOf(REALM),
    COLLECTION_TOMBSTONE_KEY_FILE: tombstoneKeyFile,
    COLLECTION_SEALING_KEY_FILE: sealingKeyFile,
    COLLECTION_LOG_LEVEL: 'silent',
    ...settings,
  };
  const service = await startCollection(readCollectionConfig(env), options);
  let stopped: Promise<void> | undefined;
  const stop = async () => await (stopped ??= Promise.resolve(service[Symbol.asyncDispose]()));
  starting.defer(stop);
  const token = (role: string, claims: Record<string, unknown> = {}, realm = REALM) => {
    const department =
      role === 'department' ? {} : { department: undefined, department_name: undefined, azp: `${role}-cli` };
    return realms.token(realm, { realm_access: { roles: [role] }, ...department, ...claims });
  };
  const running = starting.move();
  return {
    ...doors(`http://127.0.0.1:${service.http.port}`, token('department')),
    env,
    sql,
    stop,
    token,
    grpc: (role = 'department') =>
      createGrpcClient(SubmissionService, {
        address: `127.0.0.1:${service.grpc.port}`,
        token: { token: async () => token(role) },
      }),
    grpcAddress: `127.0.0.1:${service.grpc.port}`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface TestCollection extends Doors, AsyncDisposable {
  /** The service's own environment, to start another process on the same database. */
  env: Record<string, string>;
  sql: Sql;
  /** Stops the service; database and realm stay. */
  stop(): Promise<void>;
  token(role: string, claims?: Record<string, unknown>, realm?: string): string;
  grpc(role?: string): GrpcClient<typeof SubmissionService>;
  grpcAddress: string;
}

/** The REST doors of a running service, as a department uses them unless another token is given. */
export function doors(base: string, token: string): Doors {
  const call = async (path: string, init: RequestInit = {}, bearer = token) => {
    const headers = { authorization: `Bearer ${bearer}`, ...(init.headers as Record<string, string>) };
    return await fetch(`${base}${path}`, { ...init, headers });
  };
  const submit: Doors['submit'] = (body, options = {}) =>
    call(
      `/v1/submissions?item=${options.item ?? 'REG'}${options.query ?? ''}`,
      {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/csv', ...options.headers },
        duplex: 'half',
      } as RequestInit,
      options.token,
    );
  const get = async (path: string, bearer?: string) => (await (await call(path, {}, bearer)).json()) as never;
  const untilEnded: Doors['untilEnded'] = async (submissionId, states = ENDED) => {
    for (;;) {
      const submission = (await get(`/v1/submissions/${submissionId}`)) as SubmissionJson;
      if (states.includes(submission.state)) return submission;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    base,
    call,
    get,
    submit,
    untilEnded,
    load: async (body, options) => {
      const response = await submit(body, options);
      const submission = (await response.json()) as SubmissionJson;
      if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(submission)}`);
      return await untilEnded(submission.submissionId);
    },
    errors: async (submissionId) => {
      const { items } = (await get(`/v1/submissions/${submissionId}/errors`)) as { items: RowErrorJson[] };
      return items;
    },
    act: (submissionId, act, body, bearer) => {
      const json = body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
      return call(`/v1/submissions/${submissionId}/${act}`, { method: 'POST', ...json }, bearer);
    },
  };
}

export interface Doors {
  base: string;
  call(path: string, init?: RequestInit, bearer?: string): Promise<Response>;
  get(path: string, bearer?: string): Promise<never>;
  submit(body: NonNullable<RequestInit['body']>, options?: SubmitOptions): Promise<Response>;
  /** Waits until the submission has reached one of the states. */
  untilEnded(submissionId: string, states?: string[]): Promise<SubmissionJson>;
  /** Submits and waits until it has ended; throws where the door refuses. */
  load(body: NonNullable<RequestInit['body']>, options?: SubmitOptions): Promise<SubmissionJson>;
  errors(submissionId: string): Promise<RowErrorJson[]>;
  act(submissionId: string, act: string, body?: unknown, bearer?: string): Promise<Response>;
}

export interface SubmitOptions {
  item?: string;
  headers?: Record<string, string>;
  query?: string;
  token?: string;
}

export interface SubmissionJson {
  submissionId: string;
  state: string;
  encoding: string | null;
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  findings: number;
  withheld: number;
  held: number;
  transferred: number;
  failure: string;
  firstFeedSequence: number;
  lastFeedSequence: number;
  undone: { withdrawn: number; restored: number; kept: number };
}

export interface RowErrorJson {
  row: number;
  field: string;
  label: string;
  value: string;
  code: string;
  reason: string;
  mend: string;
  finding: boolean;
}

/** Counts of a submission, for comparing in one assertion. */
export function countsOf({ rows, accepted, unchanged, rejected }: SubmissionJson) {
  return { rows, accepted, unchanged, rejected };
}

const ENDED = ['completed', 'failed', 'cancelled', 'taken_back', 'incomplete'];

/** A port of the loopback address that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
