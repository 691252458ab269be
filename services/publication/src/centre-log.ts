import type { FollowedLog } from '@necips/exchange';
import { LogService, type necips } from '@necips/proto';
import { createGrpcClient, createTokenSource, type GrpcClient, ServiceError } from '@necips/runtime';
import type { PublicationConfig } from './config.ts';

/** A stream on which nothing comes for this long is given up. */
const IDLE_MS = 30_000;

/**
 * The centre's copy of this node's log with content, read by gRPC as the node's account in the centre's realm. Nothing that
 * comes from here is believed before it was held against what this node has signed.
 */
export class CentreLog implements Disposable {
  readonly #node: string;
  readonly #client: GrpcClient<typeof LogService>;

  constructor(node: string, { address, caFile, plaintextBeyondLoopback, ...credentials }: CentreAccess) {
    this.#node = node;
    this.#client = createGrpcClient(LogService, {
      address,
      token: createTokenSource(credentials),
      plaintextBeyondLoopback,
      ...(caFile !== undefined && { tls: { caFile } }),
    });
  }

  /**
   * Signed batches from a leaf on, the first being the one that contains it, up to what the centre has verified. Throws
   * ServiceError; `out_of_range` where the centre has fewer leaves, `unavailable` also where nothing comes for a while.
   */
  async *readBatches(
    { generation, firstIndex }: { generation: number; firstIndex: number },
    signal: AbortSignal,
  ): AsyncGenerator<necips.federation.v1.PublishedBatch> {
    const request = { node: this.#node, generation, firstIndex };
    const messages = (ended: AbortSignal) => this.#client.stream('readBatches', request, { signal: ended });
    for await (const { batch } of untilIdle(messages, signal)) yield batch as necips.federation.v1.PublishedBatch;
  }

  /** Single leaves with the content that the centre still has, in the order of their indexes; 1,000 at most. */
  async *readLeaves(
    { generation, leafIndexes }: { generation: number; leafIndexes: number[] },
    signal: AbortSignal,
  ): AsyncGenerator<necips.log.v1.ReadLeavesResponse> {
    const request = { node: this.#node, generation, leafIndexes };
    const messages = (ended: AbortSignal) => this.#client.stream('readLeaves', request, { signal: ended });
    for await (const leaf of untilIdle(messages, signal)) yield leaf as necips.log.v1.ReadLeavesResponse;
  }

  /** Headers of the signed batches that cover leaves `from` … `to` - 1, as the centre has them. */
  async readHeaders(
    { generation, from, to }: { generation: number; from: number; to: number },
    signal: AbortSignal,
  ): Promise<necips.log.v1.BatchHeader[]> {
    const request = { node: this.#node, generation, firstIndex: from, leavesMax: to - from, headersOnly: true };
    const headers: necips.log.v1.BatchHeader[] = [];
    const messages = (ended: AbortSignal) => this.#client.stream('readBatches', request, { signal: ended });
    for await (const { header } of untilIdle(messages, signal)) {
      if (header) headers.push(header as necips.log.v1.BatchHeader);
    }
    return headers;
  }

  /** Which generation of this node's log the centre follows, and what it must name. Throws ServiceError. */
  async generation(signal: AbortSignal): Promise<FollowedGeneration> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(IDLE_MS)]);
    const answer = await this.#client.unary('getGeneration', { node: this.#node }, { signal: within });
    const { generation, verifierKey, verifiedSize, previous } = answer as necips.log.v1.GetGenerationResponse;
    return { generation, verifierKey, verifiedSize, following: previous ? (previous as FollowedLog) : undefined };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/** A generation of the log as the centre follows it. */
export interface FollowedGeneration {
  generation: number;
  /** C2SP verifier key that signs it now. */
  verifierKey: string;
  /** Leaves of it that the centre has verified. */
  verifiedSize: number;
  /** What its first leaf must name; undefined for a log's first generation. */
  following: FollowedLog | undefined;
}

/** How the centre is reached, where it is: undefined for a node that works without. Throws where only a part is configured. */
export function centreAccess({ centre, plaintextBeyondLoopback }: PublicationConfig): CentreAccess | undefined {
  const { address, caFile, tokenUrl, clientId, clientSecret } = centre;
  if (address && tokenUrl && clientId && clientSecret) {
    return { address, caFile, tokenUrl, clientId, clientSecret, plaintextBeyondLoopback };
  }
  if (!address && !tokenUrl && !clientId && !clientSecret) return undefined;
  throw new Error('PUBLICATION_CENTRE_ADDRESS, _TOKEN_URL, _CLIENT_ID and _CLIENT_SECRET belong together');
}

interface CentreAccess {
  address: string;
  caFile: string | undefined;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  plaintextBeyondLoopback: boolean;
}

/** A stream that is given up when nothing comes on it for a while; the time that the reader takes does not count. */
async function* untilIdle<T>(open: (ended: AbortSignal) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const stalled = new AbortController();
  const stall = () =>
    stalled.abort(new ServiceError('unavailable', '总局读取超时 (the centre stalled)', { reason: 'stalled' }));
  let timer = setTimeout(stall, IDLE_MS);
  try {
    for await (const message of open(AbortSignal.any([signal, stalled.signal]))) {
      clearTimeout(timer);
      yield message;
      timer = setTimeout(stall, IDLE_MS);
    }
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
