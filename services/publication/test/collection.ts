import { FeedService, type necips } from '@necips/proto';
import {
  appendToFeed,
  createGrpcServer,
  createHealth,
  createLogger,
  createMetrics,
  createTokenVerifier,
  followFeed,
  recordVersionDigest,
  roles,
  type Sql,
  serverStream,
} from '@necips/runtime';
import type { FeedRow } from './registrations.ts';

const FEED = 'collection.record_version';

type Entry = FeedRow & { sequence: number; collectedAtMs: number };

/** A feed as collection offers it, over a table of the test's own. */
export class TestCollection implements AsyncDisposable {
  readonly #sql: Sql;
  readonly #issuer: string;
  #server: ReturnType<typeof createGrpcServer> | undefined;
  /** `host:port`, the same after a restart. */
  address = '';

  constructor(sql: Sql, issuer: string) {
    this.#sql = sql;
    this.#issuer = issuer;
  }

  async createTable(): Promise<void> {
    await this.#sql`create table record_version (
      sequence bigint generated always as identity primary key, record_id text not null, version bigint not null,
      operation integer not null, head text not null, public_part text not null, restricted_part text not null,
      collected_at_ms bigint not null)`;
  }

  /** Commits versions to the feed, one transaction. */
  async append(rows: readonly FeedRow[]): Promise<void> {
    const text = (valueOf: (row: FeedRow) => string) => rows.map(valueOf);
    await appendToFeed(
      this.#sql,
      FEED,
      (tx) => tx`
      insert into record_version
        (record_id, version, operation, head, public_part, restricted_part, collected_at_ms)
      select *, ${Date.now()}::bigint from unnest(${text((row) => row.recordId)}::text[],
        ${rows.map((row) => row.version)}::bigint[], ${rows.map((row) => row.operation)}::integer[],
        ${text((row) => row.head)}::text[], ${text((row) => row.publicPart)}::text[],
        ${text((row) => row.restrictedPart)}::text[])`,
    );
  }

  async start(): Promise<void> {
    const server = createGrpcServer({
      service: 'test-collection',
      logger: createLogger('test-collection', 'silent'),
      metrics: createMetrics('test_collection'),
      health: createHealth(),
      verifier: createTokenVerifier({ issuer: this.#issuer, audience: 'necips-api' }),
    });
    server.addService(FeedService, {
      follow: serverStream(roles('service'), (request, call) => this.#follow(request, call.signal)),
    });
    const { host, port } = await server.listen({ host: '127.0.0.1', port: Number(this.address.split(':')[1] ?? 0) });
    this.address = `${host}:${port}`;
    this.#server = server;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async *#follow(request: necips.feed.v1.FollowRequest.$Properties, signal: AbortSignal) {
    const { cursor, batchEntriesMax } = request as necips.feed.v1.FollowRequest;
    const { incarnation, sequence, digest } = cursor as necips.feed.v1.FeedCursor;
    const source = { sql: this.#sql, feed: FEED, readAfter: this.#readAfter, digestOf: recordVersionDigest };
    const options = {
      cursor: { incarnation, sequence, digest },
      batchMax: batchEntriesMax || 500,
      signal,
      pollMs: 1_000,
    };
    for await (const batch of followFeed<Entry>(source, options)) yield batch;
  }

  #readAfter = (sequence: number, limit: number): Promise<Entry[]> => this.#sql<Entry[]>`
    select sequence, record_id as "recordId", version, operation, head, public_part as "publicPart",
      restricted_part as "restrictedPart", collected_at_ms as "collectedAtMs"
    from record_version where sequence > ${sequence} order by sequence limit ${limit}`;
}
