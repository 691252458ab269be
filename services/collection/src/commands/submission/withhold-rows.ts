import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { INTAKE_FAULTS } from '../../domain/intake-faults.ts';
import { type PreparedBlock, splitBlock } from '../../domain/prepare-block.ts';
import type { RowError } from '../../domain/submission.ts';
import { namelessRecordId } from '../../domain/tombstone.ts';
import { allowErasure, renameVersions } from '../../store/version/withdraw-versions.ts';
import { findTombstones, removeTombstones } from '../../store/withdrawal/tombstones.ts';

/**
 * Takes the rows about lawfully withdrawn records out of a block: they are neither recorded nor wrong, and are reported. The
 * feed's lock must be held, so that no withdrawal comes in between. A record whose tombstone was lifted begins a new life: its
 * versions bear its name again, so that the next one follows them, and the tombstone goes.
 */
export async function withholdRows(
  { tombstones }: Pick<Context, 'tombstones'>,
  tx: Transaction,
  block: PreparedBlock,
): Promise<{ block: PreparedBlock; withheld: RowError[] }> {
  const hashes = block.recordIds.map(tombstones.of);
  const found = await findTombstones(tx, hashes);
  if (found.size === 0) return { block, withheld: [] };
  const lifted = hashes.flatMap((hash, i) =>
    found.get(hash.toString('hex')) === false ? { hash, recordId: block.recordIds[i] ?? '' } : [],
  );
  if (lifted.length > 0) {
    await allowErasure(tx);
    await renameVersions(
      tx,
      lifted.map(({ hash, recordId }) => ({ from: namelessRecordId(recordId, hash), to: recordId })),
    );
    await removeTombstones(
      tx,
      lifted.map(({ hash }) => hash),
    );
  }
  const { kept, taken } = splitBlock(block, (i) => found.get(hashes[i]?.toString('hex') ?? '') !== true);
  return { block: kept, withheld: taken.map(withheldReport) };
}

/** Line of the report for a row about a withdrawn record. */
export function withheldReport(row: number): RowError {
  // No value: the report must not say whom it is about.
  return {
    row,
    position: 0,
    field: '',
    label: '',
    value: '',
    code: 'withheld',
    ...INTAKE_FAULTS.withheld,
    finding: true,
  };
}
