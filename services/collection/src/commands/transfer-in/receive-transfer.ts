import { chinaDate } from '@necips/domain';
import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { isNameless } from '../../domain/tombstone.ts';
import type { ArrivedTransfer, TransferFate } from '../../domain/transfer-in/arrived-transfer.ts';
import { readTransfer } from '../../domain/transfer-in/read-transfer.ts';
import { notRecorded } from '../../domain/transfer-in/refusals.ts';
import { isDirectoryBehind, lockDirectory } from '../../store/attribution/directory.ts';
import {
  askAnswer,
  findNewestTaken,
  findRecordIdsOf,
  isOwnDepartment,
  lockTransferIn,
  putTransferIn,
  supersedeOlder,
} from '../../store/transfer-in/transfers-in.ts';
import { bringBackTransferred } from './bring-back-transferred.ts';
import { recordTransfer } from './record-transfer.ts';
import { takeBackTransferred } from './take-back-transferred.ts';

/** The centre's catalogue may be on its way, too: a format is given so long to become known. */
const FORMAT_PATIENCE_MS = 3_600_000;

/**
 * Takes in a record of another province in one transaction of the feed, together with what its sender is to be told: it is recorded
 * under the subject like a row of a file, waits for it, withdraws what was recorded, or is refused with the reason. What came before
 * changes nothing and is answered again; so is an older version. `behind` where the directory has not seen all that is registered.
 */
export async function receiveTransfer(
  context: ReceiveContext,
  transfer: ArrivedTransfer,
): Promise<'received' | 'behind'> {
  context.restoration.requireDone();
  context.catalogue.requireLoaded();
  const fate = await appendToFeed(context.sql, RECORD_FEED, async (tx) => {
    if (await isDirectoryBehind(tx, context.node, await lockDirectory(tx, 'read'))) return 'behind';
    const known = await lockTransferIn(tx, transfer);
    // What was put off before it became a row is looked at anew.
    if (known && (known.state !== 'deferred' || known.submissionId !== null)) {
      await askAnswer(tx, transfer);
      return 'repeated';
    }
    const at = new Date(context.now());
    const decided = await decide(context, tx, transfer, known?.receivedAt ?? at);
    if (decided.state !== 'refused' && decided.reason !== 'unknown_format' && !decided.isOlder) {
      const { reason, explanation } = notRecorded('refused', 'superseded');
      await supersedeOlder(tx, transfer, { reason, explanation, submissionId: decided.submissionId }, at);
    }
    // What brings an earlier version back shows something from now on, like every other version.
    await putTransferIn(tx, { ...transfer, takenBack: decided.takenBack ?? transfer.takenBack }, decided, at);
    return decided;
  });
  if (fate === 'behind') return fate;
  context.events.transferReceived(fate === 'repeated' ? fate : fate.state);
  return 'received';
}

export type ReceiveContext = Pick<
  Context,
  'sql' | 'now' | 'node' | 'events' | 'catalogue' | 'limits' | 'checkSwitchDate' | 'tombstones' | 'restoration'
>;

async function decide(
  context: ReceiveContext,
  tx: Transaction,
  transfer: ArrivedTransfer,
  firstAt: Date,
): Promise<TransferFate & { isOlder?: boolean; takenBack?: boolean }> {
  const newest = await findNewestTaken(tx, transfer);
  if (newest && newest.version >= transfer.version) {
    const isShown = newest.state !== 'deferred' && newest.state !== 'withdrawn' && !newest.takenBack;
    if (!isShown) return { ...notRecorded('refused', 'superseded'), isOlder: true };
    const { recordId, recordVersion } = newest;
    return { ...RECORDED, recordId, recordVersion, isOlder: true };
  }
  if (transfer.takenBack && transfer.backToVersion > 0) return await bringBackTransferred(context, tx, transfer);
  if (transfer.takenBack) return await takeBackTransferred(context, tx, transfer);
  const { now, node, checkSwitchDate, catalogue, limits } = context;
  const format = catalogue.find(transfer.format);
  if (!format) {
    const isPatient = now() - firstAt.getTime() < FORMAT_PATIENCE_MS;
    return notRecorded(isPatient ? 'deferred' : 'refused', 'unknown_format', transfer.format.slice(0, FORMAT_SHOWN));
  }
  const options = { node, today: chinaDate(now()), checkSwitchDate, bytesMax: limits.rowBytesMax };
  const reading = readTransfer(transfer, format, options);
  if (!reading.ok) return reading.fate;
  if (await isOwnDepartment(tx, transfer.provider)) return notRecorded('refused', 'own_department');
  // A sender's record is one record here.
  const others = (await findRecordIdsOf(tx, transfer)).filter((recordId) => recordId !== reading.row.recordId);
  if (others.some((recordId) => !isNameless(recordId))) return notRecorded('refused', 'bad_message');
  return await recordTransfer(context, tx, { transfer, format, row: reading.row });
}

const FORMAT_SHOWN = 20;

const RECORDED = {
  state: 'recorded',
  reason: '',
  explanation: '',
  submissionId: null,
  recordId: null,
  recordVersion: null,
  // Of an older version nothing becomes public.
  feedSequence: null,
} as const satisfies TransferFate;
