import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { FeedService, QueryService } from '@necips/proto';
import {
  createGrpcClient,
  createGrpcServer,
  createHttpServer,
  currentTraceId,
  currentTraceparent,
  PUBLIC,
  serverStream,
  startTelemetry,
  unary,
  withSpan,
  withTraceparent,
} from '../src/index.ts';
import { anEdge } from './edge-options.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;

test('without an endpoint nothing is traced, and everything runs', async () => {
  await using _ = await startTelemetry('test', {});

  const seen = await withTraceparent(TRACEPARENT, () =>
    withSpan('work', async () => [currentTraceId(), currentTraceparent()]),
  );

  assert.deepEqual(seen, [undefined, undefined]);
});

test('one trace goes through HTTP, gRPC and its streams to the collector', async () => {
  const spans = Promise.withResolvers<string>();
  const collector = createServer((request, response) => {
    response.end('{}');
    void text(request).then((body) => spans.resolve(`${request.url} ${body}`));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const telemetry = await startTelemetry('test', {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_SAMPLER_ARG: '1',
  });
  const seen: Record<string, string | undefined> = {};
  await using grpc = createGrpcServer(anEdge());
  const unused = unary(PUBLIC, async () => ({}));
  const getSubject = unary(PUBLIC, async () => {
    seen['unary'] = currentTraceId();
    return {};
  });
  grpc.addService(QueryService, { getSubject, searchSubjects: unused, listSubjectRecords: unused });
  grpc.addService(FeedService, {
    follow: serverStream(PUBLIC, async function* () {
      seen['stream'] = currentTraceId();
      yield {};
    }),
  });
  const { host, port } = await grpc.listen({ host: '127.0.0.1', port: 0 });
  using queries = createGrpcClient(QueryService, { address: `${host}:${port}` });
  using feed = createGrpcClient(FeedService, { address: `${host}:${port}` });
  await using http = await createHttpServer({ ...anEdge(), openapi: { title: '', description: '', version: '' } });
  http.app.get('/v1/x', { config: { access: PUBLIC } }, async () => {
    seen['http'] = currentTraceId();
    await queries.unary('getSubject', {});
    for await (const _ of feed.stream('follow', {})) void _;
    return {};
  });
  const at = await http.listen({ host: '127.0.0.1', port: 0 });

  const response = await fetch(`http://127.0.0.1:${at.port}/v1/x`, { headers: { traceparent: TRACEPARENT } });

  assert.equal(response.status, 200);
  assert.deepEqual(seen, { http: TRACE, unary: TRACE, stream: TRACE });
  await telemetry[Symbol.asyncDispose]();
  const sent = await spans.promise;
  assert.match(sent, /^\/v1\/traces /);
  for (const name of ['GET /v1/x', '/necips.query.v1.QueryService/GetSubject', '/necips.feed.v1.FeedService/Follow']) {
    assert(sent.includes(`"name":"${name}"`), name);
  }
  collector.closeAllConnections();
  collector.close();
});
