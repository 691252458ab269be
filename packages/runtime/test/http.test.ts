import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import Type from 'typebox';
import {
  createHttpServer,
  type HttpServer,
  type Problem,
  PUBLIC,
  roles,
  ServiceError,
  STREAM_BODY,
} from '../src/index.ts';
import { anEdge } from './edge-options.ts';

const openapi = { title: '测试', description: 'A service under test.', version: '1.0.0' };
const json = { 'content-type': 'application/json' };
const as = (token: string) => ({ authorization: `Bearer ${token}` });

describe('the HTTP edge', () => {
  const edge = anEdge();
  let http: HttpServer;
  let base: string;
  let lastUpload = Promise.withResolvers<number>();

  before(async () => {
    http = await createHttpServer({ ...edge, openapi, bodyBytesMax: 1_000 });
    http.acceptStream(['text/csv']);
    http.app.get(
      '/v1/subjects',
      {
        schema: { querystring: Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 100 })) }) },
        config: { access: PUBLIC },
      },
      (request) => ({ limit: request.query.limit ?? null }),
    );
    http.app.get('/v1/whoami', { config: { access: roles('auditor', 'province-admin') } }, (request) => ({
      account: request.caller.account,
    }));
    http.app.get('/v1/broken', { config: { access: PUBLIC } }, () => {
      throw new Error('password=hunter2');
    });
    http.app.get('/v1/gone', { config: { access: PUBLIC } }, () => {
      throw new ServiceError('not_found', '没有此企业', {
        reason: 'no_such_subject',
        details: { code: 'x', status: 1 },
      });
    });
    http.app.post(
      '/v1/echo',
      {
        schema: { body: Type.Object({ count: Type.Integer() }, { additionalProperties: false }) },
        config: { access: PUBLIC },
      },
      (request) => request.body,
    );
    http.app.post('/v1/upload', { schema: { body: STREAM_BODY }, config: { access: PUBLIC } }, async (request) => {
      let bytes = 0;
      try {
        for await (const chunk of request.body) {
          bytes += (chunk as Buffer).length;
          if (bytes > 2_000_000) throw new ServiceError('too_large', '文件过大', { reason: 'file_too_large' });
        }
        return { bytes };
      } catch (error) {
        lastUpload.reject(error);
        throw error;
      }
    });
    const { host, port } = await http.listen({ host: '127.0.0.1', port: 0 });
    base = `http://${host}:${port}`;
  });
  after(() => http.close());

  const problemOf = async (response: Response) => {
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = (await response.json()) as Problem;
    assert.equal(problem.status, response.status);
    assert.match(problem.traceId, /^[0-9a-f]{32}$/);
    return problem;
  };

  test('an error raised on purpose is a problem with its code, reason and details', async () => {
    const problem = await problemOf(await fetch(`${base}/v1/gone?`));

    const { traceId: _, ...rest } = problem;
    assert.deepEqual(rest, {
      type: 'urn:problem-type:necips:no_such_subject',
      title: '未找到 Not found',
      status: 404,
      detail: '没有此企业',
      code: 'not_found',
      reason: 'no_such_subject',
      faultOf: 'caller',
      instance: '/v1/gone',
    });
  });

  test('an error nobody foresaw tells the caller nothing but a trace id', async () => {
    const problem = await problemOf(await fetch(`${base}/v1/broken`));

    assert.equal(problem.code, 'internal');
    assert(!JSON.stringify(problem).includes('hunter2'));
  });

  test('a problem carries the trace the caller came with', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

    assert.equal((await problemOf(await fetch(`${base}/v1/gone`, { headers }))).traceId, traceId);
  });

  test('an unknown path, a wrong method and a malformed address are problems', async () => {
    assert.equal((await problemOf(await fetch(`${base}/v1/nothing`))).status, 404);
    assert.equal((await problemOf(await fetch(`${base}/v1/subjects`, { method: 'DELETE' }))).status, 404);
    assert.equal((await problemOf(await fetch(`${base}/v1/%zz`))).reason, 'malformed_url');
  });

  test('an unknown query parameter is refused by name, also where a route takes none', async () => {
    const problem = await problemOf(await fetch(`${base}/v1/subjects?limt=1`));
    assert.equal(problem.status, 400);
    assert.equal((problem['errors'] as { field: string }[])[0]?.field, 'limt');

    assert.equal((await fetch(`${base}/v1/gone?x=1`)).status, 400);
  });

  test('a query is read as the types it names', async () => {
    assert.deepEqual(await (await fetch(`${base}/v1/subjects?limit=20`)).json(), { limit: 20 });
    assert.equal((await fetch(`${base}/v1/subjects?limit=abc`)).status, 400);
    assert.equal((await fetch(`${base}/v1/subjects?limit=101`)).status, 400);
  });

  test('a JSON body is neither coerced nor stripped, and what is wrong is named', async () => {
    const post = (body: string, headers: Record<string, string> = json) =>
      fetch(`${base}/v1/echo`, { method: 'POST', body, headers });

    assert.deepEqual(await (await post('{"count":1}')).json(), { count: 1 });
    const typed = await problemOf(await post('{"count":"1"}'));
    assert.deepEqual(typed['errors'], [{ field: '/count', message: '类型应为 integer (must be integer)' }]);
    assert.equal((await problemOf(await post('{"count":1,"x":2}'))).reason, 'validation');
    assert.equal((await problemOf(await post('{"count":'))).reason, 'malformed_body');
    assert.equal((await problemOf(await post(''))).reason, 'malformed_body');
    const media = await problemOf(await post('<x/>', { 'content-type': 'application/xml' }));
    assert.deepEqual([media.status, media.reason], [415, 'unsupported_media_type']);
    assert.equal((await problemOf(await post(`{"count":${' '.repeat(2_000)}1}`))).status, 413);
  });

  test('what is no HTTP is answered with a problem too', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');

    const answer = (await socket.setEncoding('utf8').toArray()).join('');

    assert.match(answer, /^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
  });

  test('a protected route is 401 without a good token, 403 without the role', async () => {
    const missing = await fetch(`${base}/v1/whoami`);
    assert.equal(missing.headers.get('www-authenticate'), 'Bearer');
    assert.deepEqual([missing.status, (await problemOf(missing)).reason], [401, 'missing_token']);
    assert.equal((await problemOf(await fetch(`${base}/v1/whoami`, { headers: as('bad') }))).reason, 'invalid_token');
    const wrong = await problemOf(await fetch(`${base}/v1/whoami`, { headers: as('department') }));
    assert.deepEqual([wrong.status, wrong.reason], [403, 'missing_role']);
    assert.deepEqual(await (await fetch(`${base}/v1/whoami`, { headers: as('auditor') })).json(), {
      account: 'auditor',
    });
    assert.equal((await fetch(`${base}/v1/whoami`, { method: 'HEAD' })).status, 401);
  });

  test('a route that does not say who may use it fails at start', async () => {
    const other = await createHttpServer({ ...anEdge(), openapi });

    assert.throws(() => other.app.get('/v1/forgotten', () => 1), /GET \/v1\/forgotten does not state its access/);
    await other.close();
  });

  test('a file of any size is read as a stream', async () => {
    const rows = new Blob(['91330000MA00000660,某公司\n'.repeat(50_000)]);

    const response = await fetch(`${base}/v1/upload`, {
      method: 'POST',
      body: rows,
      headers: { 'content-type': 'text/csv' },
    });

    assert.deepEqual(await response.json(), { bytes: rows.size });
  });

  test('an upload refused half way still gets its answer', async () => {
    const rows = Buffer.alloc(4_000_000, 'x');
    lastUpload = Promise.withResolvers();
    lastUpload.promise.catch(() => undefined);

    const response = await fetch(`${base}/v1/upload`, {
      method: 'POST',
      body: rows,
      headers: { 'content-type': 'text/csv' },
    });

    assert.equal((await problemOf(response)).reason, 'file_too_large');
  });

  test('an upload whose client goes away is cut off, never complete', async () => {
    lastUpload = Promise.withResolvers();
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    await once(socket, 'connect');

    socket.write(
      'POST /v1/upload HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\nhalf',
      () => socket.destroy(),
    );

    await assert.rejects(lastUpload.promise, { code: 'aborted', reason: 'body_cut_off' });
  });

  test('health, metrics and the contract need no token', async () => {
    assert.deepEqual(await (await fetch(`${base}/health/ready`)).json(), { ready: true, checks: [] });
    assert.equal((await fetch(`${base}/health/live`)).status, 200);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(
      metrics,
      /necips_http_request_duration_seconds_count\{service="test",method="GET",route="\/v1\/gone",status="404"\}/,
    );
    edge.health.setReady(false);
    assert.equal((await fetch(`${base}/health/ready`)).status, 503);
    edge.health.setReady(true);
  });

  test('the OpenAPI document describes every route, its roles and its problems', async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as OpenapiDocument;

    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(Object.keys(document.paths).toSorted(), [
      '/v1/broken',
      '/v1/echo',
      '/v1/gone',
      '/v1/subjects',
      '/v1/upload',
      '/v1/whoami',
    ]);
    const whoami = document.paths['/v1/whoami']?.['get'];
    assert.deepEqual(whoami?.security, [{ bearer: [] }]);
    assert.match(whoami?.description ?? '', /auditor, province-admin/);
    assert(whoami?.responses['default']?.content['application/problem+json']);
  });
});

interface OpenapiDocument {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        security?: unknown;
        description?: string;
        responses: Record<string, { content: object & Record<string, unknown> }>;
      }
    >
  >;
}

test('a client over the limit is told when to come back; health stays reachable', async () => {
  await using http = await createHttpServer({ ...anEdge(), openapi, rateLimit: { max: 2, timeWindowMs: 3_600_000 } });
  http.app.get('/v1/x', { config: { access: PUBLIC } }, () => ({}));
  const { port } = await http.listen({ host: '127.0.0.1', port: 0 });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  const first = await ask('/v1/x');
  await ask('/v1/nothing');
  const third = await ask('/v1/x');

  assert.equal(first.headers.get('ratelimit-policy'), '"default";q=2;w=3600');
  assert.match(first.headers.get('ratelimit') ?? '', /^"default";r=1;t=3\d{3}$/);
  assert.equal(third.status, 429);
  assert(Number(third.headers.get('retry-after')) > 0);
  assert.equal(((await third.json()) as Problem).reason, 'rate_limited');
  assert.equal((await ask('/health/live')).status, 200);
});

test('without TLS a service listens on loopback only, unless told otherwise', async () => {
  await using http = await createHttpServer({ ...anEdge(), openapi });
  await assert.rejects(http.listen({ host: '0.0.0.0', port: 0 }), /configure TLS/);

  await using behindIngress = await createHttpServer({ ...anEdge(), openapi, plaintextBeyondLoopback: true });
  assert((await behindIngress.listen({ host: '0.0.0.0', port: 0 })).port > 0);
});
