import { readFile } from 'node:fs/promises';
import { type BatchHeader, BatchRefused, type PublishedBatch, type SourceLeaf } from '@necips/exchange';
import { LogService, type necips } from '@necips/proto';
import { createGrpcClient, createTokenSource, type GrpcClient, ServiceError } from '@necips/runtime';
import type { AggregationConfig } from './config.ts';
import type { SentWithdrawals } from './domain/verify-withdrawals.ts';
import { type BatchLimits, fromLeafMessage, fromMessage } from './messages.ts';
import type { EnrolledNode } from './store/node.ts';

/**
 * A province's log with content, read by gRPC as the centre's service account in that province's realm. What comes from here
 * is believed no more than what comes from Kafka.
 */
export class BulkLog implements Disposable {
  readonly #node: EnrolledNode;
  readonly #settings: BulkLogSettings;
  #opened: { secret: string; client: GrpcClient<typeof LogService> } | undefined;

  constructor(node: EnrolledNode, settings: BulkLogSettings) {
    this.#node = node;
    this.#settings = settings;
  }

  /**
   * Batches from a leaf on, the first being the one that contains it; ends with the batch that reaches `leavesMax`, at the newest
   * checkpoint, or when `turnMs` have passed: a province that sends slowly takes nobody's turn either. Throws ServiceError, `unavailable` also where nothing comes for a while; BatchRefused `too_large`, also
   * for an answer that goes on beyond what was asked for: one province's stream without end would take every other's turn.
   */
  async *read(
    { generation, firstIndex }: { generation: number; firstIndex: number },
    signal: AbortSignal,
  ): AsyncGenerator<PublishedBatch> {
    const { repair, limits } = this.#settings;
    const client = await this.#client();
    const stalled = new AbortController();
    const turn = AbortSignal.timeout(repair.turnMs);
    const stall = () =>
      stalled.abort(new ServiceError('unavailable', '补读超时 (the bulk read stalled)', { reason: 'stalled' }));
    const waitForMore = () => setTimeout(stall, repair.idleMs);
    let timer = waitForMore();
    const ended = AbortSignal.any([signal, stalled.signal, turn]);
    const within = limitAnswer(repair.leavesMax + 2 * limits.batchLeavesMax);
    try {
      const request = { generation, firstIndex, leavesMax: repair.leavesMax };
      for await (const { batch } of client.stream('readBatches', request, { signal: ended })) {
        // The time that applying takes is not the province's.
        clearTimeout(timer);
        if (batch) yield within(fromMessage(batch, limits));
        if (turn.aborted) return;
        timer = waitForMore();
      }
    } catch (error) {
      if (stalled.signal.aborted) throw stalled.signal.reason;
      // What was thrown by whoever verifies what came is not ended by the turn.
      if (!turn.aborted || signal.aborted || error instanceof BatchRefused) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Withdrawing leaves from an index on, each with its proof; nothing of it is believed before it was verified. */
  async listWithdrawals(
    { generation, fromIndex }: { generation: number; fromIndex: number },
    signal: AbortSignal,
  ): Promise<SentWithdrawals> {
    const client = await this.#client();
    const answer = await client.unary('listWithdrawals', { node: this.#node.code, generation, fromIndex }, { signal });
    // Decoded messages are instances of the class: every field is there.
    return answer as SentWithdrawals;
  }

  /** Single leaves with the content that they still have. Throws ServiceError, also where the answer takes too long. */
  async readLeaves(
    { generation, leafIndexes }: { generation: number; leafIndexes: number[] },
    signal: AbortSignal,
  ): Promise<SourceLeaf[]> {
    const client = await this.#client();
    const leaves: SourceLeaf[] = [];
    const within = AbortSignal.any([signal, AbortSignal.timeout(this.#settings.repair.idleMs)]);
    for await (const answer of client.stream('readLeaves', { generation, leafIndexes }, { signal: within })) {
      if (answer.leaf) leaves.push(fromLeafMessage(answer));
      if (leaves.length > leafIndexes.length) throw new BatchRefused('too_large', 'more leaves than were asked for');
    }
    return leaves;
  }

  /** Headers of the signed batches that cover leaves `from` … `to` - 1. Throws the same. */
  async readHeaders(
    { generation, from, to }: { generation: number; from: number; to: number },
    signal: AbortSignal,
  ): Promise<BatchHeader[]> {
    const client = await this.#client();
    const headers: BatchHeader[] = [];
    const within = AbortSignal.any([signal, AbortSignal.timeout(this.#settings.repair.idleMs)]);
    const request = { generation, firstIndex: from, leavesMax: to - from, headersOnly: true };
    for await (const { header } of client.stream('readBatches', request, { signal: within })) {
      if (header) headers.push(header as BatchHeader);
      if (headers.length > to - from + 1) throw new BatchRefused('too_large', 'more batches than leaves');
    }
    return headers;
  }

  /** Where the province says its log stands. Throws ServiceError. */
  async status(signal: AbortSignal): Promise<necips.log.v1.GetLogStatusResponse> {
    const client = await this.#client();
    return (await client.unary('getLogStatus', {}, { signal })) as necips.log.v1.GetLogStatusResponse;
  }

  [Symbol.dispose](): void {
    this.#opened?.client.close();
  }

  /** The client; another one when the secret was changed. */
  async #client(): Promise<GrpcClient<typeof LogService>> {
    const secret = await this.#secret();
    if (this.#opened?.secret === secret) return this.#opened.client;
    this.#opened?.client.close();
    const { repair, plaintextBeyondLoopback } = this.#settings;
    const client = createGrpcClient(LogService, {
      address: this.#node.logServiceAddress,
      token: createTokenSource({ tokenUrl: this.#node.tokenUrl, clientId: repair.clientId, clientSecret: secret }),
      plaintextBeyondLoopback,
      ...(repair.caFile && { tls: { caFile: repair.caFile } }),
    });
    this.#opened = { secret, client };
    return client;
  }

  async #secret(): Promise<string> {
    const { secretsFile } = this.#settings.repair;
    const secrets: Record<string, unknown> = await readFile(secretsFile, 'utf8').then(JSON.parse, (cause: unknown) => {
      throw new ServiceError('unavailable', `补读密钥文件无法读取 (cannot read ${secretsFile})`, {
        reason: 'no_secret',
        cause,
      });
    });
    const secret = secrets[this.#node.code];
    if (typeof secret === 'string' && secret !== '') return secret;
    throw new ServiceError('unavailable', `没有节点 ${this.#node.code} 的补读密钥 (no secret for repair reads)`, {
      reason: 'no_secret',
    });
  }
}

/** Lets batches through up to so many leaves; the first may begin before what was asked for, the last end beyond it. */
function limitAnswer(leavesMax: number): (batch: PublishedBatch) => PublishedBatch {
  let leaves = 0;
  return (batch) => {
    leaves += Math.max(1, batch.leaves.length);
    if (leaves > leavesMax) throw new BatchRefused('too_large', `an answer of more than ${leavesMax} leaves`);
    return batch;
  };
}

export interface BulkLogSettings {
  repair: AggregationConfig['repair'];
  limits: BatchLimits;
  plaintextBeyondLoopback: boolean;
}
