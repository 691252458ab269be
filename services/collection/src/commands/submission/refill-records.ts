import { randomUUID } from 'node:crypto';
import { parseRecordId } from '@necips/domain';
import {
  appendToFeed,
  findRestore,
  type Restore,
  resolveRestore,
  ServiceError,
  type Transaction,
} from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { foreignOriginOf } from '../../domain/record-head.ts';
import { type PlannedVersion, planRefill, type ShownRecord } from '../../domain/refill-plan.ts';
import { findPreviousIncarnation } from '../../queries/find-previous-incarnation.ts';
import { putRefilledTransfers, type RefilledTransfer } from '../../store/transfer-in/refilled-transfers.ts';
import { appendRefilled, readCurrentBetween } from '../../store/version/current-versions.ts';
import { putForeignTombstones } from '../../store/withdrawal/tombstones.ts';
import { insertWithdrawal } from '../../store/withdrawal/withdrawals.ts';
import { checkTombstoneKey } from '../withdrawal/check-tombstone-key.ts';
import { withdrawRecords } from '../withdrawal/withdraw-records.ts';

/** Stored records that are looked at in one transaction. */
const RECORDS_AT_ONCE = 1_000;

type Needs = Pick<Context, 'sql' | 'now' | 'tombstones' | 'restoration' | 'published' | 'events'>;

/**
 * Gets back from publication what a restored database lacks, stretch by stretch in the order of records, and then says that the
 * node may take in again. Does nothing in a database that was not restored. May be cut short and done again. Throws `unavailable`
 * while publication cannot be read, or has not got its own log back yet.
 */
export async function refillRecords(context: Needs, signal: AbortSignal): Promise<void> {
  const { sql, restoration, published } = context;
  const restore = await findRestore(sql);
  if (!restore) return restoration.note(undefined);
  if (!published) throw new ServiceError('precondition', '未配置公示服务地址，无法补齐 (no publication is configured)');
  await checkTombstoneKey(context, sql);
  restoration.note('正从公示服务补齐备份之后的记录 (getting back from publication what is newer than the backup)');
  const tombstones = await published.tombstones(signal);
  const previous = await findPreviousIncarnation(context);
  let publishedSequence: number | undefined;
  let after = '';
  let refilled = 0;
  for await (const { incarnation, sequence, records } of published.listShown(signal)) {
    // In another life of the feed its sequence numbers say nothing about this backup.
    publishedSequence ??= incarnation === previous ? sequence : 0;
    const last = records.at(-1);
    if (!last) continue;
    const to = last.recordId ?? '';
    // Taken over member by member: a copy of a decoded message lacks what is at its default.
    const shown = (records as ShownRecord[]).map(({ recordId, version, head, publicPart, restrictedPart }) => {
      return { recordId, version, head, publicPart, restrictedPart };
    });
    refilled += await refillStretch(context, { restore, shown, after, to, publishedSequence, tombstones });
    after = to;
  }
  const rest = { restore, shown: [], after, to: undefined, publishedSequence: publishedSequence ?? 0, tombstones };
  refilled += await refillStretch(context, rest);
  await sql.begin(async (tx) => {
    const act = await insertAct(context, tx, restore);
    await putForeignTombstones(tx, act, [...tombstones]);
    await resolveRestore(tx);
  });
  restoration.note(undefined);
  context.events.recordsRefilled(refilled);
}

interface Stretch {
  restore: Restore;
  shown: readonly ShownRecord[];
  after: string;
  to: string | undefined;
  publishedSequence: number;
  tombstones: ReadonlySet<string>;
}

/** Refills a stretch in parts of as many stored records as one transaction takes. */
async function refillStretch(context: Needs, stretch: Stretch): Promise<number> {
  let refilled = 0;
  for (let rest: Stretch | undefined = stretch; rest !== undefined; ) {
    const part: RefilledPart = await refillPart(context, rest);
    refilled += part.refilled;
    rest = part.rest;
  }
  return refilled;
}

interface RefilledPart {
  refilled: number;
  /** What is still to be done; undefined at the end. */
  rest: Stretch | undefined;
}

function refillPart(context: Needs, stretch: Stretch): Promise<RefilledPart> {
  const { now, tombstones: maker } = context;
  return appendToFeed(context.sql, RECORD_FEED, async (tx): Promise<RefilledPart> => {
    const stored = await readCurrentBetween(tx, stretch, RECORDS_AT_ONCE);
    const [shown, rest] = stored.length < RECORDS_AT_ONCE ? [stretch.shown, undefined] : cut(stretch, stored);
    const isTombstoned = (recordId: string) => stretch.tombstones.has(maker.of(recordId).toString('hex'));
    const basis = { publishedSequence: stretch.publishedSequence, isTombstoned };
    const { versions, withdrawnByLaw } = planRefill(stored, shown, basis, now());
    await appendRefilled(tx, now(), versions);
    await putRefilledTransfers(tx, versions.flatMap(foreignRecordOf), new Date(now()));
    if (withdrawnByLaw.length > 0) {
      const act = await insertAct(context, tx, stretch.restore);
      const block = { recordIds: withdrawnByLaw, walkedSequence: 0, isLast: true };
      await withdrawRecords(context, tx, act, block);
    }
    return { refilled: versions.length + withdrawnByLaw.length, rest };
  });
}

/** The sender's name for a record of another province; nothing for all others, and for what is withdrawn. */
function foreignRecordOf({ recordId, operation, head }: PlannedVersion): RefilledTransfer[] {
  const origin = operation === 1 ? foreignOriginOf(head) : undefined;
  const item = parseRecordId(recordId)?.item;
  return origin && item !== undefined ? [{ ...origin, recordId, item }] : [];
}

/** What publication shows up to the last of these records, and the stretch behind it. */
function cut(stretch: Stretch, stored: readonly { recordId: string }[]): [readonly ShownRecord[], Stretch] {
  const after = stored.at(-1)?.recordId ?? stretch.after;
  // The order of PostgreSQL, which is that of the bytes.
  const isBehind = ({ recordId }: ShownRecord) => Buffer.compare(Buffer.from(recordId), Buffer.from(after)) > 0;
  const at = stretch.shown.findIndex(isBehind);
  const length = at < 0 ? stretch.shown.length : at;
  return [stretch.shown.slice(0, length), { ...stretch, after, shown: stretch.shown.slice(length) }];
}

/** The act under which a restore withdraws again what had been withdrawn by law after the backup. */
async function insertAct({ tombstones, now }: Needs, tx: Transaction, { takenAt }: Restore): Promise<string> {
  const id = randomUUID();
  await insertWithdrawal(tx, {
    id,
    account: 'collection',
    reason: `恢复 ${takenAt.toISOString()} 的备份后重放撤回 (withdrawals replayed after a restore)`,
    authority: '备份之后已生效的撤回 (withdrawals in force since the backup)',
    submissionId: undefined,
    idempotencyKey: undefined,
    requestHash: tombstones.ofRequest(`restore ${id}`),
    requestedAt: new Date(now()),
  });
  await tx`update withdrawal set recorded_at = requested_at, hidden_at = requested_at where id = ${id}`;
  return id;
}
