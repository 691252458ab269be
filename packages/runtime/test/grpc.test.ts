import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { FeedService, QueryService } from '@necips/proto';
import {
  type Call,
  createGrpcClient,
  createGrpcServer,
  type GrpcServer,
  isServiceError,
  PUBLIC,
  type Rpc,
  roles,
  ServiceError,
  serverStream,
  unary,
} from '../src/index.ts';
import { anEdge } from './edge-options.ts';

/** What the handlers under test do and saw; reset before each test. */
let getSubject: (code: string, call: Call) => Promise<{ subject?: object }>;
let followed: PromiseWithResolvers<{ sent: number; signal: AbortSignal }>;

const follow: Rpc<typeof FeedService, 'follow'> = serverStream(roles('service'), async function* (_request, call) {
  let sent = 0;
  try {
    for (; ; sent++) yield { entries: [] };
  } finally {
    followed.resolve({ sent, signal: call.signal });
  }
});

const unused = unary(PUBLIC, async () => ({}));

describe('the gRPC edge', () => {
  const edge = anEdge();
  let server: GrpcServer;
  let address: string;
  const clients = new DisposableStack();
  const as = (token: string) => ({ address, token: { token: async () => token } });

  before(async () => {
    server = createGrpcServer(edge);
    server.addService(QueryService, {
      getSubject: unary(PUBLIC, (request, call) => getSubject(request.code ?? '', call)),
      searchSubjects: unary(roles('auditor'), async () => ({ nextPageToken: '' })),
      listSubjectRecords: unused,
    });
    server.addService(FeedService, { follow });
    const { host, port } = await server.listen({ host: '127.0.0.1', port: 0 });
    address = `${host}:${port}`;
  });
  beforeEach(() => {
    getSubject = async () => ({});
    followed = Promise.withResolvers();
  });
  after(async () => {
    clients.dispose();
    await server.close();
  });

  const queries = (token?: string) =>
    clients.use(createGrpcClient(QueryService, token === undefined ? { address } : as(token)));
  const feed = (token = 'service') => clients.use(createGrpcClient(FeedService, as(token)));

  test('an error reaches the client as it was raised, with code, reason and details', async () => {
    getSubject = async (code) => {
      throw new ServiceError('unprocessable', '代码有误', { reason: 'bad_code', details: { code, 说明: '校验位' } });
    };

    await assert.rejects(queries().unary('getSubject', { code: '91330000MA0000066X' }), {
      name: 'ServiceError',
      code: 'unprocessable',
      message: '代码有误',
      reason: 'bad_code',
      details: { code: '91330000MA0000066X', 说明: '校验位' },
    });
  });

  test('an error nobody foresaw tells the client nothing', async () => {
    getSubject = async () => {
      throw new Error('password=hunter2');
    };

    await assert.rejects(
      queries().unary('getSubject', {}),
      (error) => isServiceError(error, 'internal') && !inspect(error).includes('hunter2'),
    );
  });

  test('details too big for a header are left out, not the error', async () => {
    getSubject = async () => {
      throw new ServiceError('conflict', '冲突'.repeat(2_000), { details: { rows: 'x'.repeat(100_000) } });
    };

    await assert.rejects(queries().unary('getSubject', {}), { code: 'conflict', details: { truncated: true } });
  });

  test('a protected method needs a good token and the role', async () => {
    await assert.rejects(queries().unary('searchSubjects', {}), { code: 'unauthenticated', reason: 'missing_token' });
    await assert.rejects(queries('bad').unary('searchSubjects', {}), {
      code: 'unauthenticated',
      reason: 'invalid_token',
    });
    await assert.rejects(queries('department').unary('searchSubjects', {}), {
      code: 'forbidden',
      reason: 'missing_role',
    });
    await queries('auditor').unary('searchSubjects', {});
  });

  test('a refused token is not used again', async () => {
    const tokens = ['bad', 'auditor'];
    const token = { token: async () => tokens[0] ?? '', invalidate: () => void tokens.shift() };
    const client = clients.use(createGrpcClient(QueryService, { address, token }));

    await assert.rejects(client.unary('searchSubjects', {}), { code: 'unauthenticated' });

    await client.unary('searchSubjects', {});
  });

  test('when the deadline passes, the client gives up and the handler is told', async () => {
    const told = Promise.withResolvers<unknown>();
    getSubject = async (_code, call) => {
      await once(call.signal, 'abort');
      told.resolve(call.signal.reason);
      return {};
    };

    await assert.rejects(queries().unary('getSubject', {}, { deadlineMs: 50 }), { code: 'timeout' });

    assert(isServiceError(await told.promise, 'aborted'));
  });

  test('when the caller’s own signal aborts, the call is cancelled at both ends', async () => {
    const controller = new AbortController();
    const told = Promise.withResolvers<void>();
    getSubject = async (_code, call) => {
      controller.abort();
      await once(call.signal, 'abort');
      told.resolve();
      return {};
    };

    await assert.rejects(queries().unary('getSubject', {}, { signal: controller.signal }), { reason: 'cancelled' });

    await told.promise;
  });

  test('nobody listening is unavailable', async () => {
    using client = createGrpcClient(QueryService, { address: '127.0.0.1:1' });

    await assert.rejects(client.unary('getSubject', {}), { code: 'unavailable' });
  });

  test('a reader that leaves a server stream ends it at the server', async () => {
    let received = 0;
    for await (const _ of feed().stream('follow', {})) if (++received === 50) break;

    const { signal } = await followed.promise;

    assert(signal.aborted);
  });

  test('a reader that stops reading holds a server stream back', async () => {
    const controller = new AbortController();
    const stream = feed().stream('follow', {}, { signal: controller.signal });
    await stream.next();
    // Long enough for hundreds of thousands of messages, were there no back-pressure.
    await delay(300);
    controller.abort();

    const { sent } = await followed.promise;

    assert(sent < 200_000, `${sent} were sent to a reader of one`);
    await stream.return();
  });

  test('a server stream ends when its caller’s token expires, and says so', async () => {
    const stream = feed(`service@${Date.now() + 200}`).stream('follow', {});

    await assert.rejects(
      async () => {
        for await (const _ of stream) void _;
      },
      { code: 'unauthenticated', reason: 'token_expired' },
    );
    await followed.promise;
  });

  test('a server stream needs the role before its generator starts', async () => {
    await assert.rejects(feed('department').stream('follow', {}).next(), { code: 'forbidden', reason: 'missing_role' });
  });

  test('calls are counted by method and outcome', async () => {
    await queries().unary('getSubject', {});

    const text = await edge.metrics.registry.metrics();

    assert.match(
      text,
      /grpc_request_duration_seconds_count\{service="test",method="\/necips.query.v1.QueryService\/GetSubject",code="ok"\}/,
    );
  });
});

test('a closing server ends its streams so that readers go elsewhere', async () => {
  await using server = createGrpcServer(anEdge());
  followed = Promise.withResolvers();
  server.addService(FeedService, { follow });
  const { host, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  using client = createGrpcClient(FeedService, { address: `${host}:${port}`, token: { token: async () => 'service' } });
  const stream = client.stream('follow', {});
  await stream.next();

  const closed = server.close();

  await assert.rejects(
    async () => {
      for await (const _ of stream) void _;
    },
    { code: 'unavailable', reason: 'closing' },
  );
  await closed;
});

test('a handler of the wrong kind fails at start', () => {
  const server = createGrpcServer(anEdge());

  assert.throws(() => server.addService(FeedService, { follow: unused }), /Follow is a server stream method/);
});

test('without TLS neither side leaves loopback, unless told otherwise', async () => {
  await using server = createGrpcServer(anEdge());

  await assert.rejects(server.listen({ host: '0.0.0.0', port: 0 }), /configure TLS/);
  assert.throws(() => createGrpcClient(FeedService, { address: 'publication.example:443' }), /configure TLS/);
});
