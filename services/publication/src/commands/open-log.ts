import { ensureNodePartition } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import { emptyRoot, TileWriter } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { CentreNotice } from '../domain/notice.ts';
import type { CentreReceipt } from '../domain/receipt.ts';
import { type Refusal, refusalByMark, refusalByRoot, refusalByStored } from '../domain/right-to-sign.ts';
import { isSignedBy, type SignedTree, signTree } from '../domain/signed-tree.ts';
import { hasEarlyWithdrawals } from '../store/early-withdrawal.ts';
import { findLogState, insertLogState } from '../store/log-state.ts';
import { tileStore } from '../store/log-tile.ts';
import { findNotice } from '../store/notice.ts';
import { findReceipt } from '../store/receipt.ts';
import { readSignedMark, writeSignedMark } from '../store/signed-mark.ts';

const FIRST_GENERATION = 1;

/** The log with its right edge in memory. What fails half way through a batch leaves it unfit: open it again. */
export interface OpenLog {
  generation: number;
  writer: TileWriter;
  /** Whether withdrawals were published that collection's feed has yet to pass. */
  hasEarlyWithdrawals: boolean;
  /** What the centre said last. */
  receipt: CentreReceipt | undefined;
  notice: CentreNotice | undefined;
}

/**
 * Opens the log for signing: makes it on first use, otherwise recomputes the stored tree and measures it against what was
 * signed. Throws ServiceError `precondition` with the reason in words where nothing may be signed; the stored tree is still
 * served then, unless it contradicts what was signed.
 */
export async function openLog(
  context: Pick<Context, 'sql' | 'node' | 'signer' | 'stateFile' | 'served' | 'now'>,
): Promise<OpenLog> {
  const { sql, node, signer, stateFile, served } = context;
  const origin = signer.name;
  await ensureNodePartition(sql, node);
  const stored = (await findLogState(sql)) ?? (await beginLog(context));
  const mark = await readSignedMark(stateFile);
  const { generation } = stored;
  const tiles = tileStore(sql, { node, generation });
  const writer = await TileWriter.open(tiles, stored.size);
  refuseIf(refusalByStored(stored, isSignedBy(signer, stored), writer.root()));
  const lost = refusalByMark(stored, mark, origin);
  if (mark && !lost && mark.generation === generation) {
    const marked = await TileWriter.open(tiles, mark.size);
    refuseIf(refusalByRoot(mark, marked.root()));
  }
  if (lost) {
    served.serve(stored);
    refuseIf(lost);
  }
  await writeSignedMark(stateFile, { ...stored, origin });
  served.serve(stored);
  const [early, receipt, notice] = await Promise.all([
    hasEarlyWithdrawals(sql),
    findReceipt(sql, generation),
    findNotice(sql, generation),
  ]);
  return { generation, writer, hasEarlyWithdrawals: early, receipt, notice };
}

/** The empty tree is marked before it is stored: a stored log without its mark has lost it. */
async function beginLog({
  sql,
  signer,
  stateFile,
  now,
}: Pick<Context, 'sql' | 'signer' | 'stateFile' | 'now'>): Promise<SignedTree> {
  refuseIf(refusalByMark(undefined, await readSignedMark(stateFile), signer.name));
  const head = { generation: FIRST_GENERATION, size: 0, root: emptyRoot() };
  await writeSignedMark(stateFile, { ...head, origin: signer.name });
  const tree = signTree(signer, head, new Date(now()));
  await sql.begin((tx) => insertLogState(tx, tree));
  return (await findLogState(sql)) ?? tree;
}

function refuseIf(refusal: Refusal | undefined): void {
  if (refusal) throw new ServiceError('precondition', refusal.message, { reason: refusal.reason });
}
