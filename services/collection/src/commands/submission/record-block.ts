import type { Format } from '@necips/domain';
import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { WHOLE_ROW } from '../../domain/forms/row-form.ts';
import { type IntakeFaultCode, intakeFault } from '../../domain/intake-faults.ts';
import { type PreparedBlock, toRowErrors } from '../../domain/prepare-block.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { createHeadFrame, type ForeignOrigin } from '../../domain/record-head.ts';
import type { Provider, RowError } from '../../domain/submission.ts';
import { deleteRepeatedRows } from '../../store/submission/repeated-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { countFaults } from '../../store/submission/submission-faults.ts';
import { advanceSubmission } from '../../store/submission/submission-progress.ts';
import { updateSubmission } from '../../store/submission/submission-rows.ts';
import { deleteChunks } from '../../store/submission/upload-chunks.ts';
import { type AppendedVersions, appendVersions } from '../../store/version/record-versions.ts';
import { attributeRows } from './attribute-rows.ts';
import { rehearse } from './rehearse.ts';
import { type RemovedRecords, removeRecords } from './remove-records.ts';
import { withholdRows } from './withhold-rows.ts';

/**
 * Records one block of a submission in one transaction: versions, report, counts and the place to go on from, so that a
 * process killed at any moment neither loses a row nor counts one twice. Returns false, and records nothing, where the
 * submission is no longer at this block (it was cancelled, or another process has done it), and `behind` where it has to wait until
 * the directory has seen what is registered.
 */
export async function recordBlock(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'node' | 'tombstones'>,
  submission: RecordedSubmission,
  block: PreparedBlock,
): Promise<boolean | 'behind'> {
  const started = performance.now();
  const counts = await appendToFeed(context.sql, RECORD_FEED, (tx) =>
    submission.dryRun ? tell(context, tx, submission, block) : recordRows(context, tx, submission, block),
  );
  if (!counts) return false;
  if (counts === 'behind') return 'behind';
  const faults = new Map<string, number>();
  for (const { code } of counts.errors) faults.set(code, (faults.get(code) ?? 0) + 1);
  context.events.blockRecorded({ ...counts, faults }, (performance.now() - started) / 1_000);
  if (block.nextRow > submission.lastRow) context.events.submissionEnded(submission.id, 'completed');
  return true;
}

/** The submission that a block is of. */
export interface RecordedSubmission {
  id: string;
  lastRow: number;
  format: Format;
  /** It only counts and reports. */
  dryRun: boolean;
  provider: Provider;
  /** Where its one record comes from, where another node took it in. */
  origin?: ForeignOrigin | undefined;
}

/** Records nothing, and tells what recording the block would come to. Its upload is not needed once all of it is told. */
async function tell(
  context: Parameters<typeof recordRows>[0],
  tx: Transaction,
  submission: RecordedSubmission,
  block: PreparedBlock,
): ReturnType<typeof recordRows> {
  const counts = await rehearse(tx, (inner) => recordRows(context, inner, submission, block));
  if (!counts || counts === 'behind') return counts;
  await insertRowErrors(tx, submission.id, counts.errors);
  const { nextRow } = block;
  const nowhere = { firstSequence: null, lastSequence: null };
  await advanceSubmission(tx, submission.id, { ...counts, ...nowhere, nextRow, at: new Date(context.now()) });
  if (nextRow > submission.lastRow) {
    await updateSubmission(tx, submission.id, { has_upload: false, content_hash: null });
    await deleteChunks(tx, submission.id);
    await deleteRepeatedRows(tx, submission.id);
  }
  return counts;
}

/** The same within a transaction that holds the feed's lock; undefined where the submission is no longer at this block. */
export async function recordRows(
  context: Pick<Context, 'now' | 'node' | 'tombstones'>,
  tx: Transaction,
  submission: RecordedSubmission,
  prepared: PreparedBlock,
) {
  const { now, node } = context;
  const originNode = submission.origin?.node;
  const { department } = submission.provider;
  const [place] = await tx<{ hasTombstones: boolean; keepsRefilled: boolean }[]>`
    select exists (select from tombstone) as "hasTombstones",
      exists (select from runtime.restored where restored_at > received_at) as "keepsRefilled" from submission where id = ${submission.id} and state = 'processing' and undo_target is null
      and next_row = ${prepared.firstRow} for update of submission`;
  if (!place) return undefined;
  // Hashing identities costs 2 µs a row: a node that never withdrew anything does not.
  const { block: allowed, withheld } = place.hasTombstones
    ? await withholdRows(context, tx, prepared)
    : { block: prepared, withheld: [] };
  const attributed = submission.format.isRegistration
    ? { block: allowed, held: 0, unchanged: 0, rejected: 0, reports: [] }
    : await attributeRows(context, tx, { id: submission.id, department, originNode }, allowed);
  if (attributed === 'behind') return attributed;
  const { block } = attributed;
  const collectedAtMs = now();
  const frame = createHeadFrame(node, submission, submission.format);
  const watched = [...block.findings.keys()];
  const { keepsRefilled } = place;
  const owner = { submissionId: submission.id, department, originNode };
  const versions = { ...block, ...owner, frame, collectedAtMs, keepsRefilled };
  const appended = block.rows.length === 0 ? NOTHING : await appendVersions(tx, versions, watched);
  const accepted = appended.acceptedRows ?? [];
  const by = { submissionId: submission.id, department, collectedAtMs };
  const removed = block.removals.length === 0 ? NO_REMOVALS : await removeRecords(context, tx, by, block.removals);
  const refused = [
    ...(appended.otherRows ?? []).map((row) => refusal(row, 'other_department_record')),
    ...(appended.missingRows ?? []).map((row) => refusal(row, 'no_such_record')),
    ...removed.refused.map(({ row, code }) => refusal(row, code)),
  ];
  const errors = block.errors.concat(
    withheld,
    attributed.reports,
    refused,
    accepted.flatMap((row) => toRowErrors(row, block.findings.get(row) ?? [], true)),
  );
  const unchanged = block.rows.length + removed.refused.length - appended.accepted - refused.length;
  const counts = {
    accepted: appended.accepted + removed.removed,
    unchanged: attributed.unchanged + block.unchanged + unchanged,
    rejected: attributed.rejected + block.rejected + refused.length,
    findings: accepted.length,
    withheld: withheld.length,
    held: attributed.held,
    late: appended.late,
  };
  // What is removed comes behind what is appended.
  const reached = {
    firstSequence: appended.firstSequence ?? removed.firstSequence,
    lastSequence: removed.lastSequence ?? appended.lastSequence,
  };
  await Promise.all([
    insertRowErrors(tx, submission.id, errors),
    countFaults(tx, submission.id, errors),
    advanceSubmission(tx, submission.id, { ...counts, ...reached, nextRow: block.nextRow, at: new Date(now()) }),
  ]);
  return { ...counts, errors };
}

function refusal(row: number, code: IntakeFaultCode): RowError {
  return { row, position: 0, ...intakeFault(code, WHOLE_ROW, ''), finding: false };
}

const NOTHING: AppendedVersions = {
  accepted: 0,
  firstSequence: null,
  lastSequence: null,
  acceptedRows: null,
  otherRows: null,
  missingRows: null,
  late: 0,
};

const NO_REMOVALS: RemovedRecords = { removed: 0, firstSequence: null, lastSequence: null, refused: [] };
