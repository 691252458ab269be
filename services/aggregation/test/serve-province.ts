import { createServer, type ServerResponse } from 'node:http';
import type { PublishedBatch, PublishedLeaf } from '@necips/exchange';
import { LogService } from '@necips/proto';
import {
  createGrpcServer,
  createHealth,
  createLogger,
  createMetrics,
  PUBLIC,
  ServiceError,
  serverStream,
  unary,
} from '@necips/runtime';
import { encodeEntryBundle, inclusionProof, leafHash, parseTilePath, rootOf, tileWidth } from '@necips/tlog';
import type { SentWithdrawals } from '../src/domain/verify-withdrawals.ts';
import type { TestProvince } from './province.ts';

/** What a served province shows and does; a test may change it while it runs. */
export interface Served extends AsyncDisposable {
  logUrl: string;
  logServiceAddress: string;
  tokenUrl: string;
  /** Repair reads that were answered. */
  reads: { firstIndex: number }[];
  /** Single leaves that were answered. */
  leafReads: number[];
  /** What repair reads give; by default the batches with the content that is still there. */
  batches: () => PublishedBatch[];
  /** The public checkpoint; by default the newest. */
  checkpoint: () => string;
  /** The leaves of the public log; by default the province's. */
  leaves: () => readonly Uint8Array[];
  /** What becomes of the bytes of the public log on their way; by default nothing. */
  tamper: (path: string, bytes: Uint8Array) => Uint8Array;
  /** What becomes of an answer about single leaves on its way; by default nothing. */
  tamperLeaves: (answers: LeafAnswer[]) => LeafAnswer[];
  /** What it says to have withdrawn from a leaf on; by default what it has. */
  withdrawals: (fromIndex: number) => Promise<SentWithdrawals>;
  /** Awaited before each batch of a repair read but the first; by default nothing is. */
  beforeNextBatch: () => Promise<void>;
  /** While true everything answers that it is unavailable. */
  isAway: boolean;
}

/** A leaf as it is answered. */
export interface LeafAnswer {
  leafIndex: number;
  leaf: PublishedLeaf;
  successorIndex: number;
}

/** Serves a province's public log, its repair reads and its tokens on loopback. */
export async function serveProvince(province: TestProvince): Promise<Served> {
  const http = createServer((request, response) => {
    if (served.isAway) return void response.writeHead(503).end();
    if (request.url === '/token') return answerToken(response);
    answerLog(response, request.url ?? '', served);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const grpc = createGrpcServer({
    service: 'test-province',
    logger: createLogger('test-province', 'silent'),
    metrics: createMetrics('test-province'),
    health: createHealth(),
    verifier: { verify: () => Promise.reject(new Error('not used')) },
  });
  grpc.addService(LogService, {
    readBatches: serverStream(PUBLIC, async function* (request) {
      if (served.isAway) throw new ServiceError('unavailable', 'away');
      const firstIndex = request.firstIndex ?? 0;
      if (request.headersOnly) {
        for (const batch of province.batches) {
          const end = firstIndex + (request.leavesMax ?? 0);
          if (batch.firstIndex + batch.leaves.length <= firstIndex || batch.firstIndex >= end) continue;
          const { collectedAtMs = 0 } = batch.leaves[0] ?? {};
          yield { header: { firstIndex: batch.firstIndex, checkpoint: batch.checkpoint, collectedAtMs } };
        }
        return;
      }
      served.reads.push({ firstIndex });
      const endIndex = firstIndex + (request.leavesMax || Number.MAX_SAFE_INTEGER);
      let sent = 0;
      for (const batch of served.batches()) {
        if (batch.firstIndex >= endIndex) return;
        if (batch.firstIndex + batch.leaves.length <= firstIndex) continue;
        if (sent++ > 0) await served.beforeNextBatch();
        yield { batch };
      }
    }),
    listWithdrawals: unary(PUBLIC, async ({ fromIndex }) => {
      if (served.isAway) throw new ServiceError('unavailable', 'away');
      return served.withdrawals(fromIndex ?? 0);
    }),
    readLeaves: serverStream(PUBLIC, async function* (request) {
      if (served.isAway) throw new ServiceError('unavailable', 'away');
      const sent = served.batches().flatMap(({ leaves }) => leaves);
      const answers: LeafAnswer[] = [];
      for (const leafIndex of [...(request.leafIndexes ?? [])].sort((a, b) => a - b)) {
        const leaf = sent[leafIndex];
        if (!leaf) continue;
        served.leafReads.push(leafIndex);
        const pseudonym = Buffer.from(leaf.leaf).subarray(2, 18);
        const later = sent.findIndex(
          (other, i) => i > leafIndex && Buffer.from(other.leaf).subarray(2, 18).equals(pseudonym),
        );
        answers.push({ leafIndex, leaf, successorIndex: leaf.contentGone ? Math.max(0, later) : 0 });
      }
      yield* served.tamperLeaves(answers);
    }),
    getLogStatus: unary(PUBLIC, () => Promise.reject(new ServiceError('unavailable', 'not used'))),
  });
  const { port } = await grpc.listen({ host: '127.0.0.1', port: 0 });
  const served: Served = {
    logUrl: `${base}/log`,
    tokenUrl: `${base}/token`,
    logServiceAddress: `127.0.0.1:${port}`,
    reads: [],
    leafReads: [],
    batches: () => province.batches.map((batch) => province.readBack(batch)),
    checkpoint: () => province.checkpoint,
    leaves: () => province.leaves,
    tamper: (_, bytes) => bytes,
    tamperLeaves: (answers) => answers,
    withdrawals: (fromIndex) => provenWithdrawals(province, fromIndex),
    beforeNextBatch: async () => {},
    isAway: false,
    async [Symbol.asyncDispose]() {
      await grpc.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return served;
}

/** Withdrawing leaves from an index on, each with its proof under the newest checkpoint. */
export async function provenWithdrawals(province: TestProvince, fromIndex: number): Promise<SentWithdrawals> {
  const hashes = province.leaves.map(leafHash);
  const reader = {
    readHashes: async (level: number, start: number, end: number) =>
      Array.from({ length: end - start }, (_, i) =>
        rootOf(hashes.slice((start + i) * 2 ** level, (start + i + 1) * 2 ** level)),
      ),
  };
  const withdrawals: SentWithdrawals['withdrawals'] = [];
  for (const [leafIndex, leaf] of province.leaves.entries()) {
    if (leafIndex < fromIndex || leaf[1] !== 2) continue;
    withdrawals.push({ leafIndex, leaf, inclusionProof: await inclusionProof(leafIndex, hashes.length, reader) });
  }
  return { checkpoint: province.checkpoint, withdrawals };
}

function answerToken(response: ServerResponse): void {
  response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ access_token: 'token', expires_in: 300 }));
}

function answerLog(response: ServerResponse, url: string, { checkpoint, leaves, tamper }: Served): void {
  const path = url.replace(/^\/log\//, '');
  const note = path === 'checkpoint' ? checkpoint() : '';
  const bytes = path === 'checkpoint' ? note && Buffer.from(note) : tileAt(path, leaves());
  if (bytes) response.end(tamper(path, bytes));
  else response.writeHead(404).end();
}

function tileAt(path: string, leaves: readonly Uint8Array[]): Uint8Array | undefined {
  const tile = parseTilePath(path);
  const level = tile?.kind === 'hashes' ? tile.level : 0;
  if (!tile || tile.width > tileWidth(leaves.length, level, tile.index)) return undefined;
  const start = tile.index * 256;
  if (tile.kind === 'entries') return encodeEntryBundle(leaves.slice(start, start + tile.width));
  const span = 256 ** level;
  const hashes = Array.from({ length: tile.width }, (_, i) =>
    rootOf(leaves.slice((start + i) * span, (start + i + 1) * span).map(leafHash)),
  );
  return Buffer.concat(hashes);
}
