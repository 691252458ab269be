// What we count and log: one function for each business event.
import type { Erasure } from '@necips/exchange';
import type { Logger, Metrics } from '@necips/runtime';
import type { LogKey } from '@necips/tlog';
import type { CentreNotice } from './domain/notice.ts';
import type { CentreReceipt } from './domain/receipt.ts';

/** Seconds from commit at collection to commit here. */
const LAG_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600];

export function createEvents(metrics: Metrics, logger: Logger) {
  const leaves = metrics.counter('publication_leaves_total', 'Leaves assigned, by operation', ['op']);
  const skipped = metrics.counter('publication_versions_skipped_total', 'Feed entries that changed nothing shown');
  const batches = metrics.counter('publication_batches_total', 'Batches signed');
  const signing = metrics.histogram('publication_batch_seconds', 'From taking a batch to its checkpoint being served');
  const lag = metrics.histogram(
    'publication_lag_seconds',
    'From commit at collection to checkpoint; oldest of a batch',
    {
      buckets: LAG_BUCKETS,
    },
  );
  const published = metrics.gauge('publication_log_size', 'Leaves under the served checkpoint');
  const withdrawals = metrics.counter('publication_withdrawals_total', 'Lawful withdrawals that were acted on');
  const withdrawalLag = metrics.histogram(
    'publication_withdrawal_seconds',
    'From the act at collection to its acknowledgement here; oldest of a batch',
    { buckets: LAG_BUCKETS },
  );
  const carried = metrics.counter(
    'publication_carried_over_total',
    'Records that got a leaf in a new generation of the log',
  );
  const refilled = metrics.counter('publication_refilled_total', 'Leaves that a restored log got back from the centre');
  const erasures = metrics.counter(
    'publication_erasures_total',
    'Times that files were rewritten to erase what was withdrawn',
  );
  const relayed = metrics.gauge('publication_relayed_size', 'Leaves that Kafka has acknowledged');
  const relayMessages = metrics.counter('publication_relay_batches_total', 'Batches that Kafka has acknowledged');
  const verified = metrics.gauge('publication_verified_size', 'Leaves that the centre says it has verified');
  const verifiedAt = metrics.gauge('publication_verified_timestamp_seconds', 'Time of the newest verification');
  const showReceipt = ({ verifiedSize, verifiedAtMs }: CentreReceipt) => {
    verified.set(verifiedSize);
    verifiedAt.set(verifiedAtMs / 1_000);
  };
  const stopped = metrics.gauge('publication_stopped_by_centre', '1 while the centre does not apply this log');
  const showNotice = (notice: CentreNotice | undefined) => stopped.set(notice?.kind === 'stopped' ? 1 : 0);
  return {
    logOpened(size: number, { receipt, notice }: Heard): void {
      published.set(size);
      if (receipt) showReceipt(receipt);
      showNotice(notice);
      logger.info({ size }, 'the log is open for signing');
    },
    batchPublished(batch: PublishedBatchEvent): void {
      batches.inc();
      leaves.inc({ op: 'publish' }, batch.published);
      leaves.inc({ op: 'withdraw' }, batch.withdrawn);
      skipped.inc(batch.skipped);
      published.set(batch.size);
      signing.observe(batch.durationMs / 1_000);
      lag.observe(Math.max(0, batch.lagMs) / 1_000);
    },
    withdrawalsPublished(count: number, lagMs: number): void {
      withdrawals.inc(count);
      withdrawalLag.observe(Math.max(0, lagMs) / 1_000);
      logger.info({ count, lagMs }, 'lawful withdrawals are published');
    },
    nothingToPublish(versions: number): void {
      skipped.inc(versions);
      logger.warn({ versions }, 'feed entries changed nothing that is shown');
    },
    logRefilled(fromSize: number, size: number): void {
      refilled.inc(size - fromSize);
      logger.info({ fromSize, size }, 'the restored log is refilled from the centre');
    },
    feedDiverged(): void {
      logger.warn({}, "collection's feed has another life: comparing record by record");
    },
    reconciliationEnded(records: number): void {
      logger.info({ records }, 'what collection has was compared with what is shown');
    },
    relayResumed(size: number): void {
      relayed.set(size);
    },
    batchesRelayed(count: number, size: number): void {
      relayMessages.inc(count);
      relayed.set(size);
    },
    receiptStored(receipt: CentreReceipt): void {
      showReceipt(receipt);
    },
    receiptContradicts(receipt: CentreReceipt): void {
      const { generation, verifiedSize, root } = receipt;
      logger.error(
        { generation, verifiedSize, root: Buffer.from(root).toString('hex') },
        'the centre verified another root',
      );
    },
    keyRotated({ verifierKey, fromSize }: LogKey): void {
      logger.warn({ verifierKey, fromSize }, 'the log has another key');
    },
    generationBegun(begun: { generation: number; previousSize: number; records: number }): void {
      logger.warn({ ...begun }, 'a new generation of the log has begun');
    },
    recordsCarriedOver(records: number, skipped: number): void {
      carried.inc(records);
      if (skipped > 0)
        logger.error({ skipped }, 'records are damaged here and at the centre: collection has to bring them again');
    },
    carryOverEnded(records: number, dropped: number): void {
      logger.warn({ records, dropped }, 'everything shown has a leaf in the new generation of the log');
    },
    noticeStored(notice: CentreNotice): void {
      showNotice(notice);
      const { kind, reason, verifiedSize } = notice;
      if (kind === 'stopped') logger.error({ reason, verifiedSize }, 'the centre has stopped applying this log');
      else logger.warn({ reason, verifiedSize }, 'the centre applies this log again');
    },
    inboundUnreadable(offset: number, error: unknown): void {
      logger.error({ err: error, offset }, 'a message of the centre cannot be read and is passed over');
    },
    erased({ nodes, durationMs, isWalGone }: Erasure): void {
      erasures.inc();
      logger.info({ nodes, durationMs, isWalGone }, 'what was withdrawn is gone from the files');
      if (!isWalGone) logger.warn('the write-ahead log still holds it: the role may not begin it anew');
    },
    erasureIncomplete(reason: string, error: unknown, retryInMs: number): void {
      logger.warn({ err: error, reason, retryInMs }, 'what was withdrawn is still in the files; trying again');
    },
    dutyFailed(duty: string, error: unknown, retryInMs: number): void {
      logger.warn({ err: error, duty, retryInMs }, 'could not go on; trying again');
    },
  };
}

export type Events = ReturnType<typeof createEvents>;

/** What the centre said last. */
interface Heard {
  receipt: CentreReceipt | undefined;
  notice: CentreNotice | undefined;
}

interface PublishedBatchEvent {
  published: number;
  withdrawn: number;
  skipped: number;
  /** Leaves in the log now. */
  size: number;
  durationMs: number;
  lagMs: number;
}
