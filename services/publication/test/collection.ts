import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FeedService, type necips } from '@necips/proto';
import {
  appendToFeed,
  createGrpcServer,
  createHealth,
  createLogger,
  createMetrics,
  createTokenVerifier,
  feedIncarnation,
  followFeed,
  recordVersionDigest,
  roles,
  ServiceError,
  type Sql,
  serverStream,
  unary,
} from '@necips/runtime';
import type { FeedRow } from './registrations.ts';

const FEED = 'collection.record_version';
const POLL_MS = 200;
const NOTHING = new Uint8Array();
const LOOK_AGAIN_MS = 20;

type Entry = FeedRow & { sequence: number; collectedAtMs: number };

/** A feed as collection offers it, over a table of the test's own. */
export class TestCollection implements AsyncDisposable {
  readonly #sql: Sql;
  readonly #issuer: string;
  #server: ReturnType<typeof createGrpcServer> | undefined;
  /** `host:port`, the same after a restart. */
  address = '';
  /** What was acknowledged, in the order in which it came. */
  readonly acknowledged: { incarnation: string; sequence: number }[] = [];
  /** The feed brings nothing beyond this sequence number: what lies there is its backlog. Withdrawals are not held. */
  heldAt = Number.MAX_SAFE_INTEGER;
  /** While true, acknowledgements fail. */
  refusesAcknowledgements = false;

  constructor(sql: Sql, issuer: string) {
    this.#sql = sql;
    this.#issuer = issuer;
  }

  async createTable(): Promise<void> {
    await this.#sql`create table record_version (
      sequence bigint generated always as identity primary key, record_id text not null, version bigint not null,
      operation integer not null, head text not null, public_part text not null, restricted_part text not null,
      collected_at_ms bigint not null, tombstone bytea not null, content_gone boolean not null default false)`;
  }

  /** Commits versions to the feed, one transaction. */
  async append(rows: readonly FeedRow[]): Promise<void> {
    const text = (valueOf: (row: FeedRow) => string) => rows.map(valueOf);
    await appendToFeed(
      this.#sql,
      FEED,
      (tx) => tx`
      insert into record_version
        (record_id, version, operation, head, public_part, restricted_part, tombstone, collected_at_ms)
      select record_id, version, operation, head, public_part, restricted_part, decode(tombstone, 'hex'),
        ${Date.now()}::bigint from unnest(${text((row) => row.recordId)}::text[],
        ${rows.map((row) => row.version)}::bigint[], ${rows.map((row) => row.operation)}::integer[],
        ${text((row) => row.head)}::text[], ${text((row) => row.publicPart)}::text[],
        ${text((row) => row.restrictedPart)}::text[],
        ${text((row) => Buffer.from(row.tombstone ?? '').toString('hex'))}::text[])
        as row (record_id, version, operation, head, public_part, restricted_part, tombstone)`,
    );
  }

  /** Erases the content of a record's versions, as collection does once the record is lawfully withdrawn. */
  async erase(recordId: string): Promise<void> {
    await this.#sql`update record_version set head = '', public_part = '', restricted_part = '', content_gone = true
      where record_id = ${recordId} and operation = 1`;
  }

  /** Begins another life of the feed, as a restore does. */
  async beginAnotherLife(): Promise<void> {
    await this.#sql`update runtime.feed set incarnation = ${randomUUID()} where name = ${FEED}`;
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
      listCurrent: serverStream(roles('service'), (request) => this.#listCurrent(request)),
      followWithdrawals: serverStream(roles('service'), (request, call) => this.#withdrawals(request, call.signal)),
      acknowledgeWithdrawals: unary(roles('service'), async (request) => {
        if (this.refusesAcknowledgements) throw new ServiceError('unavailable', 'refused');
        const { incarnation, sequence } = request as necips.feed.v1.AcknowledgeWithdrawalsRequest;
        this.acknowledged.push({ incarnation, sequence });
        return {};
      }),
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
      pollMs: POLL_MS,
    };
    for await (const batch of followFeed<Entry>(source, options)) yield batch;
  }

  async *#listCurrent({ afterRecordId = '', asOfSequence }: necips.feed.v1.ListCurrentRequest.$Properties) {
    const incarnation = await feedIncarnation(this.#sql, FEED);
    const asOf = asOfSequence || Number.MAX_SAFE_INTEGER;
    const [last] = await this.#sql<Entry[]>`
      select ${this.#columns()} from record_version where sequence <= ${asOf} order by sequence desc limit 1`;
    const cursor = { incarnation, sequence: last?.sequence ?? 0, digest: last ? recordVersionDigest(last) : NOTHING };
    const entries = await this.#sql<Entry[]>`
      select distinct on (record_id) ${this.#columns()} from record_version
      where sequence <= ${cursor.sequence} and record_id > ${afterRecordId} order by record_id, version desc`;
    yield { incarnation, cursor, entries };
  }

  async *#withdrawals(request: necips.feed.v1.FollowWithdrawalsRequest.$Properties, signal: AbortSignal) {
    const incarnation = await feedIncarnation(this.#sql, FEED);
    for (let sequence = request.afterSequence ?? 0; !signal.aborted; ) {
      const entries = await this.#sql<Entry[]>`
        select ${this.#columns()} from record_version
        where sequence > ${sequence} and tombstone <> '' order by sequence limit 500`;
      sequence = entries.at(-1)?.sequence ?? sequence;
      yield { incarnation, entries };
      await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }

  #columns() {
    return this.#sql`sequence, record_id as "recordId", version, operation, head, public_part as "publicPart",
      restricted_part as "restrictedPart", collected_at_ms as "collectedAtMs", tombstone, content_gone as "contentGone"`;
  }

  #readAfter = (sequence: number, limit: number): Promise<Entry[]> => this.#sql<Entry[]>`
    select ${this.#columns()} from record_version
    where sequence > ${sequence} and sequence <= ${this.heldAt} order by sequence limit ${limit}`;
}
