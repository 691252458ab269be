import type { Erasure, LeafChange, LogTail } from '@necips/exchange';
import type { Logger, Metrics } from '@necips/runtime';
import type { Applied, Received } from './commands/batches/apply-batches.ts';
import type { Province } from './province.ts';
import type { RepairKind } from './store/repair.ts';

const LATENCY_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60, 300, 1_800];

/** What the service counts and logs: one function for each business event. */
export function createEvents(metrics: Metrics, logger: Logger, { now = Date.now } = {}) {
  const labels = ['node'] as const;
  const applied = metrics.counter('leaves_applied_total', 'Leaves verified and applied', labels);
  const duplicates = metrics.counter('leaves_duplicate_total', 'Leaves that came again and were equal', labels);
  const quarantined = metrics.counter('messages_quarantined_total', 'Messages put into quarantine', ['node', 'reason']);
  const stops = metrics.counter('stops_total', 'Provinces stopped, by what was found', ['node', 'kind']);
  const replays = metrics.counter('quarantine_replays_total', 'Quarantined messages given in again', [
    'node',
    'outcome',
  ]);
  const repairs = metrics.counter('repairs_total', 'Repairs begun, mended and failed', ['node', 'outcome']);
  const stalls = metrics.counter('stalls_total', 'Times that a stalled province was followed anew', labels);
  const hidden = metrics.counter('records_hidden_total', 'Records withdrawn ahead of the log', labels);
  const erasures = metrics.counter('erasures_total', 'Times that files were rewritten to erase what was withdrawn');
  const receipts = metrics.counter('receipts_total', 'Receipts sent', labels);
  const located = metrics.counter('subjects_located_total', 'Questions where an enterprise is registered', [
    'node',
    'outcome',
  ]);
  const carried = metrics.counter('transfers_total', 'Records handed over for another province, by what was done', [
    'node',
    'outcome',
  ]);
  const answered = metrics.counter('transfer_receipts_total', 'Receipts for records of another province', [
    'node',
    'outcome',
  ]);
  const transactions = metrics.histogram('apply_seconds', 'Transactions that apply batches, in seconds', { labels });
  const latency = metrics.histogram(
    'roll_up_latency_seconds',
    'From commit at collection to readable here, in seconds',
    {
      labels,
      buckets: LATENCY_BUCKETS,
    },
  );
  return {
    batchesApplied(province: Province, { base, tail, changes, durationMs }: AppliedEvent): void {
      const node = province.node.code;
      applied.inc({ node }, tail.size - base.size);
      transactions.observe({ node }, durationMs / 1_000);
      const readableAtMs = now();
      const series = latency.labels({ node });
      for (const { collectedAtMs } of changes) {
        if (collectedAtMs === 0) continue;
        const latencyMs = Math.max(0, readableAtMs - collectedAtMs);
        series.observe(latencyMs / 1_000);
        province.latency.add(latencyMs);
      }
      logger.debug({ node, size: tail.size, leaves: tail.size - base.size, durationMs }, 'applied');
    },
    messagesReceived(province: Province, messages: number, result: Applied<Received>): void {
      const node = province.node.code;
      duplicates.inc({ node }, result.duplicateLeaves);
      const { duplicateLeaves, beyondGap } = result;
      if (duplicateLeaves === 0 && beyondGap.length === 0) return;
      logger.info({ node, messages, duplicateLeaves, beyondGap: beyondGap.length }, 'messages that did not follow');
    },
    messagesQuarantined(
      node: string,
      refused: { reason: string; messages: number; lastOffset: number; detail: string },
    ) {
      quarantined.inc({ node, reason: refused.reason }, refused.messages);
      // One line for all that came together: a flood of messages must not become one of lines on the disk.
      logger.warn({ node, ...refused }, 'messages were put into quarantine');
    },
    messageReplayed(node: string, replay: { id: number; outcome: string; actor: string }): void {
      replays.inc({ node, outcome: replay.outcome.split(':')[0] ?? '' });
      logger.info({ node, ...replay }, 'a message was taken out of quarantine and given in again');
    },
    repairBegun(node: string, repair: { kind: RepairKind; fromIndex: number; toIndex: number }): void {
      repairs.inc({ node, outcome: 'begun' });
      logger.info({ node, ...repair }, 'reading from the province what did not come');
    },
    repairMended(node: string, repair: { fromIndex: number; toIndex: number }): void {
      repairs.inc({ node, outcome: 'mended' });
      logger.info({ node, ...repair }, 'the stretch is verified');
    },
    repairFailed(node: string, error: unknown, retryInMs: number): void {
      repairs.inc({ node, outcome: 'failed' });
      logger.warn({ err: error, node, retryInMs }, 'the province could not be read; trying again');
    },
    nodeStalled(node: string, stall: { reason: string; sinceMs: number }): void {
      stalls.inc({ node });
      logger.error({ node, ...stall }, 'nothing is applied though something waits: the province is followed anew');
    },
    nodeMovesAgain(node: string): void {
      logger.info({ node }, 'the province moves again');
    },
    progressNotWatched(node: string, error: unknown): void {
      logger.warn({ err: error, node }, 'whether the province moves could not be seen; trying again');
    },
    latencyNotKept(error: unknown): void {
      logger.warn({ err: error }, 'the latency of an interval could not be kept');
    },
    checkpointNotProven(node: string, error: unknown): void {
      logger.warn({ err: error, node }, 'the public checkpoint could not be read or proven');
    },
    nodeStopped(node: string, details: { kind: string; verifiedSize: number }): void {
      stops.inc({ node, kind: details.kind });
      logger.error({ node, ...details }, 'what the province signed cannot be true: it is stopped');
    },
    nodeResumed(node: string, order: { actor: string; reason: string }): void {
      logger.warn({ node, ...order }, 'the province goes on by order');
    },
    recordsHidden(node: string, event: { withdrawals: number; shown: number }): void {
      hidden.inc({ node }, event.shown);
      logger.info({ node, ...event }, 'withdrawn ahead of the log');
    },
    withdrawalsNotPulled(node: string, error: unknown): void {
      logger.warn({ err: error, node }, 'the province could not be asked what it has withdrawn; trying again');
    },
    erased({ nodes, durationMs, isWalGone }: Erasure): void {
      erasures.inc();
      logger.info({ nodes, durationMs, isWalGone }, 'what was withdrawn is gone from the files');
      if (!isWalGone) logger.warn('the write-ahead log still holds it: the role may not begin it anew');
    },
    erasureIncomplete(reason: string, error: unknown, retryInMs: number): void {
      logger.warn({ err: error, reason, retryInMs }, 'what was withdrawn is still in the files; trying again');
    },
    receiptSent(node: string, verifiedSize: number): void {
      receipts.inc({ node });
      logger.debug({ node, verifiedSize }, 'receipt sent');
    },
    noticeSent({ node, kind, reason }: { node: string; kind: 'stopped' | 'resumed'; reason: string }): void {
      logger.info({ node, kind, reason }, 'the administrators of the province were told');
    },
    receiptFailed(node: string, error: unknown): void {
      logger.warn({ err: error, node }, 'the receipt could not be sent; trying again');
    },
    nodeFollowed(node: string): void {
      logger.info({ node }, 'following the province');
    },
    nodeNotFollowed(node: string, error: unknown): void {
      logger.error({ err: error, node }, 'the province could not be followed; trying again');
    },
    nodesNotRead(error: unknown): void {
      logger.warn({ err: error }, 'the enrolled nodes could not be read; trying again');
    },
    catalogueSent(documents: number): void {
      logger.info({ documents }, 'catalogue and formats were sent to the nodes');
    },
    catalogueNotSent(error: unknown): void {
      logger.warn({ err: error }, 'the catalogue could not be sent to the nodes; trying again');
    },
    subjectLocated(node: string, outcome: string): void {
      located.inc({ node, outcome });
    },
    transferCarried(node: string, outcome: string): void {
      carried.inc({ node, outcome });
    },
    transferAnswered(node: string, outcome: string): void {
      answered.inc({ node, outcome });
    },
    outboundUnreadable(node: string, offset: number, error: unknown): void {
      logger.warn({ err: error, node, offset }, 'what a province sent to the centre cannot be read; passed over');
    },
    generationOrdered(node: string, order: { actor: string; reason: string; generation: number }): void {
      logger.warn({ node, ...order }, 'the log of the province is to be followed by its next generation');
    },
    generationStepped(node: string, step: { generation: number; leafIndex: number; records: number }): void {
      const text = step.leafIndex === 0 ? 'a generation of the log has begun' : 'the generation shows all records';
      logger.warn({ node, ...step }, text);
    },
    nodeEnrolled(node: string, actor: string, outcome: string): void {
      logger.info({ node, actor, outcome }, 'enrolment');
    },
  };
}

export type Events = ReturnType<typeof createEvents>;

interface AppliedEvent {
  base: LogTail;
  tail: LogTail;
  changes: readonly LeafChange[];
  durationMs: number;
}
