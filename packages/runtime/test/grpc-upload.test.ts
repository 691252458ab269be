import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { SubmissionService } from '@necips/proto';
import {
  clientStream,
  createGrpcClient,
  createGrpcServer,
  type GrpcServer,
  PUBLIC,
  type RequestOf,
  type Rpc,
  roles,
  ServiceError,
  unary,
} from '../src/index.ts';
import { anEdge } from './edge-options.ts';

type Row = RequestOf<(typeof SubmissionService)['submit']>;

/** What the handler under test saw; reset before each test. */
let submitting: PromiseWithResolvers<void>;
let submitted: PromiseWithResolvers<number>;

const submit: Rpc<typeof SubmissionService, 'submit'> = clientStream(roles('department'), async (requests, call) => {
  let rows = 0;
  try {
    for await (const request of requests) {
      submitting.resolve();
      rows += request.rows?.rows?.length ?? 0;
      if (rows > 1_000) throw new ServiceError('too_large', '行数过多', { reason: 'too_many_rows' });
    }
    submitted.resolve(rows);
    return { submission: { submissionId: `${call.caller.account}:${rows}` } };
  } catch (error) {
    submitted.reject(error);
    throw error;
  }
});

const unused = unary(PUBLIC, async () => ({}));

async function* rows(batches: number): AsyncGenerator<Row> {
  for (let n = 0; n < batches; n++) yield { rows: { rows: [{}, {}] } };
}

describe('a client stream', () => {
  let server: GrpcServer;
  let address: string;
  const clients = new DisposableStack();
  const token = { token: async () => 'department' };
  const submissions = () => clients.use(createGrpcClient(SubmissionService, { address, token }));

  before(async () => {
    server = createGrpcServer(anEdge());
    server.addService(SubmissionService, {
      submit,
      getSubmission: unused,
      listSubmissions: unused,
      listRowErrors: unused,
      cancelSubmission: unused,
      takeBackSubmission: unused,
    });
    const { host, port } = await server.listen({ host: '127.0.0.1', port: 0 });
    address = `${host}:${port}`;
  });
  beforeEach(() => {
    submitting = Promise.withResolvers();
    submitted = Promise.withResolvers();
    submitted.promise.catch(() => undefined);
  });
  after(async () => {
    clients.dispose();
    await server.close();
  });

  test('an upload arrives whole and is answered', async () => {
    const { submission } = await submissions().upload('submit', rows(300));

    assert.equal(submission?.submissionId, 'department:600');
  });

  test('an upload whose source fails is cut off at the server, never complete', async () => {
    async function* failing(): AsyncGenerator<Row> {
      yield* rows(3);
      await submitting.promise;
      throw new Error('disk gone');
    }

    await assert.rejects(submissions().upload('submit', failing()), /disk gone/);

    await assert.rejects(submitted.promise, { code: 'aborted', reason: 'cancelled' });
  });

  test('an upload given up by its signal is cut off at the server, never complete', async () => {
    const controller = new AbortController();
    async function* abandoned(): AsyncGenerator<Row> {
      yield* rows(3);
      await submitting.promise;
      controller.abort();
    }

    await assert.rejects(submissions().upload('submit', abandoned(), { signal: controller.signal }), {
      reason: 'cancelled',
    });

    await assert.rejects(submitted.promise, { code: 'aborted', reason: 'cancelled' });
  });

  test('an upload cancelled by a client of another make is cut off, though Node ends the stream before it resets it', async () => {
    const other = new Client(address, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer department');
    const { path, requestSerialize, responseDeserialize } = SubmissionService.submit;
    const call = other.makeClientStreamRequest(path, requestSerialize, responseDeserialize, metadata, () => undefined);
    call.write({ rows: { rows: [{}] } });
    await submitting.promise;

    call.cancel();

    await assert.rejects(submitted.promise, { code: 'aborted', reason: 'cancelled' });
    other.close();
  });

  test('an upload whose connection drops is cut off, never complete', async () => {
    const wires: Socket[] = [];
    const wire = createServer((near) => {
      const far = connect(Number(address.split(':')[1]), '127.0.0.1');
      wires.push(near, far);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => undefined);
    });
    wire.listen(0, '127.0.0.1');
    await once(wire, 'listening');
    const through = { token, address: `127.0.0.1:${(wire.address() as AddressInfo).port}` };
    async function* dropped(): AsyncGenerator<Row> {
      yield* rows(3);
      await submitting.promise;
      for (const socket of wires) socket.destroy();
      await submitted.promise.catch(() => undefined);
    }

    using client = createGrpcClient(SubmissionService, through);
    await assert.rejects(client.upload('submit', dropped()), { code: 'unavailable' });

    await assert.rejects(submitted.promise, { code: 'aborted', reason: 'cancelled' });
    wire.close();
  });

  test('an upload refused half way stops its source', async () => {
    const stopped = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Row> {
      try {
        for (;;) yield* rows(10);
      } finally {
        stopped.resolve();
      }
    }

    await assert.rejects(submissions().upload('submit', endless()), { code: 'too_large', reason: 'too_many_rows' });

    await stopped.promise;
  });
});
