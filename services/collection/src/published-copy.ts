import { CopyService, type necips } from '@necips/proto';
import { createGrpcClient, createTokenSource, type GrpcClient } from '@necips/runtime';
import type { CollectionConfig } from './config.ts';
import type { VersionPublication } from './domain/provenance.ts';

/** Somebody waits for the answer, and gets the rest without it. */
const ANSWER_WAIT_MS = 3_000;

/**
 * What this node's publication shows, read by gRPC: from it a restored collection gets back what it recorded since its backup, and knows
 * when the versions of a record were published.
 */
export class PublishedCopy implements Disposable {
  readonly #client: GrpcClient<typeof CopyService>;

  constructor({ address, caFile, plaintextBeyondLoopback, ...credentials }: PublicationAccess) {
    this.#client = createGrpcClient(CopyService, {
      address,
      token: createTokenSource(credentials),
      plaintextBeyondLoopback,
      ...(caFile !== undefined && { tls: { caFile } }),
    });
  }

  /** Every record that is shown, in the order of identities, with publication's position in this service's feed. */
  async *listShown(signal: AbortSignal): AsyncGenerator<necips.copy.v1.ListShownResponse> {
    for await (const message of this.#client.stream('listShown', {}, { signal })) {
      yield message as necips.copy.v1.ListShownResponse;
    }
  }

  /** Up to where in this service's feed everything is published. */
  async position(signal: AbortSignal): Promise<{ incarnation: string; sequence: number }> {
    // Behind every identity: of what is shown itself nothing is asked.
    const request = { afterRecordId: '~' };
    for await (const { incarnation, sequence } of this.#client.stream('listShown', request, { signal })) {
      return { incarnation: incarnation ?? '', sequence: sequence ?? 0 };
    }
    throw new Error('publication has not said how far it has come');
  }

  /** Tombstones of everything that was lawfully withdrawn, in hexadecimal. */
  async tombstones(signal: AbortSignal): Promise<Set<string>> {
    const tombstones = new Set<string>();
    for await (const message of this.#client.stream('listTombstones', {}, { signal })) {
      for (const each of message.tombstones ?? []) tombstones.add(Buffer.from(each).toString('hex'));
    }
    return tombstones;
  }

  /** When the versions of a record were published, by version; none of one that is not shown. Throws a ServiceError. */
  async publications(recordId: string): Promise<Map<number, VersionPublication>> {
    const { publications } = await this.#client.unary('getPublications', { recordId }, { deadlineMs: ANSWER_WAIT_MS });
    return new Map(
      (publications ?? []).map(({ version, generation, leafIndex, publishedAtMs, verifiedAtMs }) => [
        version ?? 0,
        {
          generation: generation ?? 0,
          leafIndex: leafIndex ?? 0,
          publishedAt: new Date(publishedAtMs ?? 0),
          verifiedAt: verifiedAtMs ? new Date(verifiedAtMs) : null,
        },
      ]),
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/** How publication is reached; undefined where it is not configured. Throws where only a part is. */
export function publicationAccess({
  publication,
  plaintextBeyondLoopback,
}: CollectionConfig): PublicationAccess | undefined {
  const { address, caFile, tokenUrl, clientId, clientSecret } = publication;
  if (address && tokenUrl && clientId && clientSecret) {
    return { address, caFile, tokenUrl, clientId, clientSecret, plaintextBeyondLoopback };
  }
  if (!address && !tokenUrl && !clientId && !clientSecret) return undefined;
  throw new Error('COLLECTION_PUBLICATION_ADDRESS, _TOKEN_URL, _CLIENT_ID and _CLIENT_SECRET belong together');
}

interface PublicationAccess {
  address: string;
  caFile: string | undefined;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  plaintextBeyondLoopback: boolean;
}
