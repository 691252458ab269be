import { ensureNodePartition, insertLogKeys, readLogKeys } from '@necips/exchange';
import { ServiceError } from '@necips/runtime';
import { emptyRoot, LogError, LogKeys, type NoteSigner, parseVerifierKey, TileWriter } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { CentreNotice } from '../domain/notice.ts';
import type { CentreReceipt } from '../domain/receipt.ts';
import { type Refusal, refusalByKey, refusalByMark, refusalByRoot, refusalByStored } from '../domain/right-to-sign.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
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
  /** Signs the next tree. */
  signer: NoteSigner;
  keys: LogKeys;
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
  context: Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'now'>,
): Promise<OpenLog> {
  const { sql, node, stateFile, served } = context;
  await ensureNodePartition(sql, node);
  const stored = (await findLogState(sql)) ?? (await beginLog(context));
  const mark = await readSignedMark(stateFile);
  const { generation } = stored;
  const tiles = tileStore(sql, { node, generation });
  const writer = await TileWriter.open(tiles, stored.size);
  const keys = await findKeys(context, stored);
  refuseIf(refusalByStored(stored, keys !== undefined, writer.root()));
  if (!keys) throw new Error('a log without keys was not refused');
  const { origin } = keys;
  const lost = refusalByMark(stored, mark, origin);
  if (mark && !lost && mark.generation === generation) {
    const marked = await TileWriter.open(tiles, mark.size);
    refuseIf(refusalByRoot(mark, marked.root()));
  }
  if (lost) {
    served.serve(stored);
    refuseIf(lost);
  }
  // What is whole is shown, also without a key to go on. Only of a log that is whole is it known which key signs: one that is behind may not know of a rotation yet.
  await writeSignedMark(stateFile, { ...stored, origin });
  served.serve(stored);
  const key = await context.keyFiles.find(keys.current.verifierKey);
  if (!key) throw refused(refusalByKey((await context.keyFiles.all()).length));
  const [early, receipt, notice] = await Promise.all([
    hasEarlyWithdrawals(sql),
    findReceipt(sql, generation),
    findNotice(sql, generation),
  ]);
  return { generation, writer, signer: key.signer, keys, hasEarlyWithdrawals: early, receipt, notice };
}

/** The empty tree is marked before it is stored: a stored log without its mark has lost it. */
async function beginLog({
  sql,
  node,
  keyFiles,
  stateFile,
  now,
}: Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'now'>): Promise<SignedTree> {
  const { signer, verifierKey } = await keyFiles.current();
  if (signer.name !== keyFiles.origin) {
    const message = `密钥 ${signer.name} 不属于日志 ${keyFiles.origin}，停止签名 (the key is another log's)`;
    throw refused({ reason: 'log_key_foreign', message });
  }
  refuseIf(refusalByMark(undefined, await readSignedMark(stateFile), signer.name));
  const head = { generation: FIRST_GENERATION, size: 0, root: emptyRoot() };
  await writeSignedMark(stateFile, { ...head, origin: signer.name });
  const tree = signTree(signer, head, new Date(now()));
  await sql.begin(async (tx) => {
    await insertLogState(tx, tree);
    await insertLogKeys(tx, { node, generation: FIRST_GENERATION }, [{ verifierKey, fromSize: 0 }]);
  });
  return (await findLogState(sql)) ?? tree;
}

/** Keys of the log as stored, if its checkpoint is signed as they demand; a log from before keys were stored has the one in use. */
async function findKeys(
  { sql, node, keyFiles }: Pick<Context, 'sql' | 'node' | 'keyFiles'>,
  { generation, checkpoint }: SignedTree,
): Promise<LogKeys | undefined> {
  const position = { node, generation };
  const stored = await readLogKeys(sql, position);
  const known = stored.length > 0 ? stored : [{ verifierKey: (await keyFiles.current()).verifierKey, fromSize: 0 }];
  const [first] = known;
  if (!first) return undefined;
  const keys = new LogKeys(parseVerifierKey(first.verifierKey).name, known);
  try {
    keys.open(checkpoint);
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
  if (stored.length === 0) await sql.begin((tx) => insertLogKeys(tx, position, known));
  return keys;
}

function refuseIf(refusal: Refusal | undefined): void {
  if (refusal) throw refused(refusal);
}

function refused({ message, reason }: Refusal): ServiceError {
  return new ServiceError('precondition', message, { reason });
}
