import { FeedService, type necips } from '@necips/proto';
import { createGrpcClient } from '@necips/runtime';
import type { TestCollection } from './collection.ts';
import { aCode } from './rows.ts';

/** Why and on what basis, where a test does not care. */
export const GROUNDS = { reason: '行政处罚决定被依法撤销', authority: '行政复议决定书〔2026〕1号' };

/** Identity of the record of the row with this number. */
export function aRecordId(number: number): string {
  return `330000/REG/${aCode(number)}`;
}

/** Asks for a withdrawal as an administrator of the node, unless another token is given. */
export async function withdraw(
  collection: TestCollection,
  body: Record<string, unknown>,
  options: { token?: string; key?: string } = {},
): Promise<{ status: number; json: WithdrawalJson & { reason: string } }> {
  const { token = collection.token('province-admin'), key } = options;
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
  const init = { method: 'POST', headers, body: JSON.stringify({ ...GROUNDS, ...body }) };
  const response = await collection.call('/v1/withdrawals', init, token);
  return { status: response.status, json: (await response.json()) as never };
}

/** A withdrawal as it stands once `isDue`. */
export async function untilWithdrawal(
  collection: TestCollection,
  withdrawalId: string,
  isDue: (withdrawal: WithdrawalJson) => boolean,
): Promise<WithdrawalJson> {
  for (;;) {
    const withdrawal = (await collection.get(
      `/v1/withdrawals/${withdrawalId}`,
      collection.token('province-admin'),
    )) as WithdrawalJson;
    if (isDue(withdrawal)) return withdrawal;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A client of the feed, as publication has one. */
export function feedClient(collection: TestCollection, role = 'service') {
  const token = { token: async () => collection.token(role) };
  return createGrpcClient(FeedService, { address: collection.grpcAddress, token });
}

/** Acknowledges every withdrawal as it comes, as publication does, until disposed of. */
export function anAcknowledgingReader(collection: TestCollection): AsyncDisposable & { seen: Entry[] } {
  const client = feedClient(collection);
  const ending = new AbortController();
  const seen: Entry[] = [];
  const reading = (async () => {
    const stream = client.stream('followWithdrawals', { afterSequence: 0 }, { signal: ending.signal });
    for await (const { incarnation, entries } of stream) {
      seen.push(...(entries ?? []));
      const sequence = entries?.at(-1)?.sequence;
      if (sequence != null) await client.unary('acknowledgeWithdrawals', { incarnation: incarnation ?? '', sequence });
    }
  })().catch(() => undefined);
  return {
    seen,
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await reading;
      client[Symbol.dispose]();
    },
  };
}

type Entry = necips.feed.v1.IRecordVersion;

export interface WithdrawalJson {
  withdrawalId: string;
  state: string;
  records: number;
  published: number;
  already: number;
  lastFeedSequence: number;
  submissionId: string | null;
  recordedAt: string | null;
  hiddenAt: string | null;
  detailsErasedAt: string | null;
  lifted: { account: string; reason: string } | null;
}
