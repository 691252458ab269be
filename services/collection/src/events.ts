import type { Logger, Metrics } from '@necips/runtime';

/** What the service counts and logs: one function for each thing that happens. */
export function createEvents(metrics: Metrics, logger: Logger): Events {
  const received = metrics.counter('collection_uploads_total', 'Uploads by how they ended', ['outcome']);
  const receivedBytes = metrics.counter('collection_content_bytes_total', 'Bytes taken in, after decompression');
  const ended = metrics.counter('collection_submissions_total', 'Submissions by the state in which they ended', [
    'state',
  ]);
  const rows = metrics.counter('collection_rows_total', 'Rows by what became of them', ['outcome']);
  const faults = metrics.counter('collection_row_faults_total', 'Faults and findings of rows by code', ['code']);
  const undone = metrics.counter('collection_undone_records_total', 'Records of undone submissions', ['outcome']);
  const lawfully = metrics.counter('collection_lawful_withdrawals_total', 'Records withdrawn by law', ['what']);
  const refusedOfCentre = metrics.counter(
    'collection_catalogue_refused_total',
    'Messages of the catalogue not believed',
    ['reason'],
  );
  const located = metrics.counter('collection_held_located_total', 'Answers where held rows belong, by outcome', [
    'outcome',
  ]);
  const transfersIn = metrics.counter(
    'collection_transfers_in_total',
    'Records that came from other provinces, by what became of them at once',
    ['outcome'],
  );
  const transfersWaiting = metrics.gauge(
    'collection_transfers_in_waiting',
    'Records of other provinces that wait here for an answer, by whether the term of Order 45 §10 is past',
    ['overdue'],
  );
  const transfersSettled = metrics.counter(
    'collection_transfers_in_settled_total',
    'Records of other provinces that had to wait, or are shown no longer, by what became of them',
    ['outcome'],
  );
  const released = metrics.counter('collection_held_released_total', 'Held rows whose subject was found, by outcome', [
    'outcome',
  ]);
  const transfers = metrics.counter('collection_transfers_total', 'Records for other provinces, by what was done', [
    'what',
  ]);
  const receipts = metrics.counter(
    'collection_transfer_receipts_total',
    'Answers about records for other provinces, by outcome, or by why they were passed over',
    ['outcome'],
  );
  const unanswered = metrics.gauge(
    'collection_transfers_unanswered',
    'Records for other provinces without a final answer, by whether a term of Order 45 has passed',
    ['overdue'],
  );
  const heard = metrics.gauge(
    'collection_department_heard_timestamp_seconds',
    'Time of a department’s last submission',
    ['department'],
  );
  const pulled = metrics.counter('collection_connector_rows_total', 'Rows that connectors have read', ['outcome']);
  const failed = metrics.counter('collection_connector_failures_total', 'Pulls that failed, by reason', ['reason']);
  const stopped = metrics.gauge(
    'collection_connector_stopped',
    '1 where a connector has stopped and waits for somebody',
    ['connector', 'department', 'item'],
  );
  const failing = metrics.gauge(
    'collection_connector_failing',
    'Pulls of a running connector that failed one after another',
    ['connector', 'department', 'item'],
  );
  const block = metrics.histogram('collection_block_seconds', 'Time to record a block of rows, in seconds');
  return {
    uploadReceived: ({ submissionId, rows: count, contentBytes, milliseconds }) => {
      received.labels('received').inc();
      receivedBytes.inc(contentBytes);
      logger.info({ submissionId, rows: count, contentBytes, milliseconds }, 'an upload is complete and durable');
    },
    uploadRefused: (reason) => {
      received.labels('refused').inc();
      logger.info({ reason }, 'an upload was refused at the door');
    },
    uploadIncomplete: (submissionId, failure) => {
      received.labels('incomplete').inc();
      logger.info({ submissionId, failure }, 'an upload was cut off');
    },
    blockRecorded: (counts, seconds) => {
      rows.labels('accepted').inc(counts.accepted);
      rows.labels('unchanged').inc(counts.unchanged);
      rows.labels('rejected').inc(counts.rejected);
      rows.labels('withheld').inc(counts.withheld);
      rows.labels('held').inc(counts.held);
      for (const [code, count] of counts.faults) faults.labels(code).inc(count);
      block.observe(seconds);
    },
    departmentsHeard: (departments) => {
      // Whoever takes part no longer is not missed.
      heard.reset();
      for (const { department, at } of departments) heard.labels(department).set(at.getTime() / 1_000);
    },
    connectorPulled: ({ handedIn, known }) => {
      pulled.labels('handed_in').inc(handedIn);
      pulled.labels('known').inc(known);
    },
    connectorFailed: ({ connectorId, reason, stops }) => {
      failed.labels(reason).inc();
      if (stops) logger.error({ connectorId, reason }, 'a connector has stopped');
      else logger.warn({ connectorId, reason }, 'a connector could not pull; it tries again');
    },
    connectorsStand: (connectors) => {
      // Those that were removed are gone from here too.
      stopped.reset();
      failing.reset();
      for (const { connectorId, department, item, state, failures } of connectors) {
        stopped.labels(connectorId, department, item).set(state === 'stopped' ? 1 : 0);
        failing.labels(connectorId, department, item).set(state === 'running' ? failures : 0);
      }
    },
    pullingWaits: (error) =>
      logger.warn({ err: error }, 'a connector cannot be pulled for reasons of this node; trying again'),
    submissionEnded: (submissionId, state) => {
      ended.labels(state).inc();
      logger.info({ submissionId, state }, 'a submission has ended');
    },
    submissionFailed: (submissionId, error) => {
      ended.labels('failed').inc();
      logger.error({ submissionId, err: error }, 'a submission could not be processed and is set aside');
    },
    recordsUndone: (counts) => {
      undone.labels('withdrawn').inc(counts.withdrawn);
      undone.labels('restored').inc(counts.restored);
      undone.labels('kept').inc(counts.kept);
    },
    recordsWithdrawn: (counts) => {
      lawfully.labels('records').inc(counts.records);
      lawfully.labels('published').inc(counts.published);
    },
    withdrawalHidden: (withdrawalId) => logger.info({ withdrawalId }, 'what was withdrawn lawfully is no longer shown'),
    uploadRedacted: (submissionId, count) =>
      logger.info({ submissionId, rows: count }, 'rows about withdrawn records were emptied in an upload'),
    tablesRewritten: (rewriting) => logger.info(rewriting, 'tables were rewritten without what was erased'),
    withdrawerWaits: (error) => logger.warn({ err: error }, 'a batch cannot be withdrawn now; it is tried again'),
    recordsRefilled: (records) => logger.info({ records }, 'what the backup lacked is back'),
    refillWaits: (error) => logger.warn({ err: error }, 'what the backup lacks cannot be had now; trying again'),
    heldReleased: (counts) => {
      released.labels('accepted').inc(counts.accepted);
      released.labels('unchanged').inc(counts.unchanged);
      released.labels('rejected').inc(counts.rejected);
    },
    directoryWaits: (error) =>
      logger.warn({ err: error }, 'the directory of subjects cannot go on now; it tries again'),
    workerWaits: (error) => logger.warn({ err: error }, 'the worker cannot go on now; it tries again'),
    sweepFailed: (error) => logger.warn({ err: error }, 'what has had its time could not be swept; it is tried again'),
    catalogueHeard: (version) => logger.info({ version }, 'the centre has published more of catalogue and formats'),
    catalogueRefused: (reason, detail) => {
      refusedOfCentre.labels(reason).inc();
      logger.error({ reason, detail }, 'a message of the catalogue is not believed');
    },
    catalogueNotLoaded: (error) => logger.warn({ err: error }, 'the catalogue cannot be read now; trying again'),
    heldLocated: (outcome) => located.labels(outcome).inc(),
    transfersOpened: (count) => transfers.labels('opened').inc(count),
    transfersSent: (count) => transfers.labels('sent').inc(count),
    transferAnswered: (outcome) => receipts.labels(outcome).inc(),
    transfersUnanswered: ({ within, handOn, answer }) => {
      unanswered.labels('no').set(within);
      unanswered.labels('hand_on').set(handOn);
      unanswered.labels('answer').set(answer);
    },
    transferringWaits: (error) =>
      logger.warn({ err: error }, 'what belongs to other provinces cannot be sent now; trying again'),
    locatingWaits: (error) => logger.warn({ err: error }, 'the centre cannot be asked now; trying again'),
    transferReceived: (outcome) => transfersIn.labels(outcome).inc(),
    transfersInWaiting: ({ within, overdue }) => {
      transfersWaiting.labels('no').set(within);
      transfersWaiting.labels('yes').set(overdue);
    },
    transferSettled: (outcome) => transfersSettled.labels(outcome).inc(),
    transferFailed: (transferId, error) => {
      transfersIn.labels('failed').inc();
      logger.error(
        { transferId, err: error },
        'a record of another province could not be taken in; it is to come again',
      );
    },
    answeringWaits: (error) => logger.warn({ err: error }, 'senders of records cannot be answered now; trying again'),
    inboundUnreadable: (offset, error) =>
      logger.warn({ err: error, offset }, 'what the centre sent cannot be read; passed over'),
    actPerformed: (act, object, account) => logger.info({ act, object, account }, 'an administrative act'),
  };
}

export interface Events {
  uploadReceived(upload: { submissionId: string; rows: number; contentBytes: number; milliseconds: number }): void;
  uploadRefused(reason: string): void;
  uploadIncomplete(submissionId: string, failure: string): void;
  blockRecorded(
    counts: {
      accepted: number;
      unchanged: number;
      rejected: number;
      withheld: number;
      held: number;
      faults: ReadonlyMap<string, number>;
    },
    seconds: number,
  ): void;
  departmentsHeard(departments: readonly { department: string; at: Date }[]): void;
  connectorPulled(rows: { handedIn: number; known: number }): void;
  connectorFailed(failure: { connectorId: string; reason: string; stops: boolean }): void;
  connectorsStand(
    connectors: readonly { connectorId: string; department: string; item: string; state: string; failures: number }[],
  ): void;
  pullingWaits(error: unknown): void;
  submissionEnded(submissionId: string, state: string): void;
  submissionFailed(submissionId: string, error: unknown): void;
  recordsUndone(counts: { withdrawn: number; restored: number; kept: number }): void;
  recordsWithdrawn(counts: { records: number; published: number }): void;
  withdrawalHidden(withdrawalId: string): void;
  uploadRedacted(submissionId: string, rows: number): void;
  tablesRewritten(rewriting: { tables: string[]; deadRowsKept: number; isWalGone: boolean }): void;
  withdrawerWaits(error: unknown): void;
  recordsRefilled(records: number): void;
  refillWaits(error: unknown): void;
  heldReleased(counts: { accepted: number; unchanged: number; rejected: number }): void;
  directoryWaits(error: unknown): void;
  workerWaits(error: unknown): void;
  sweepFailed(error: unknown): void;
  catalogueHeard(version: number): void;
  catalogueRefused(reason: string, detail: string): void;
  catalogueNotLoaded(error: unknown): void;
  heldLocated(outcome: string): void;
  transfersOpened(count: number): void;
  transfersSent(count: number): void;
  transferAnswered(outcome: string): void;
  transfersUnanswered(counts: { within: number; handOn: number; answer: number }): void;
  transferringWaits(error: unknown): void;
  locatingWaits(error: unknown): void;
  /** A record of another province has come. */
  transferReceived(outcome: string): void;
  transfersInWaiting(counts: { within: number; overdue: number }): void;
  /** One that waited does no longer. */
  transferSettled(outcome: string): void;
  transferFailed(transferId: string, error: unknown): void;
  answeringWaits(error: unknown): void;
  inboundUnreadable(offset: number, error: unknown): void;
  actPerformed(act: string, object: string, account: string): void;
}
