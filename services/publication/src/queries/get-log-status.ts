import { countCarriedOver, findGeneration, type LogPosition } from '@necips/exchange';
import { readCursor, type Sql } from '@necips/runtime';
import { equalBytes } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { CarryOverStatus, LogStatus } from '../domain/log-status.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';
import { findNotice } from '../store/notice.ts';
import { findReceipt } from '../store/receipt.ts';

import { findRelayedSize } from './find-relayed-size.ts';
import { findSignedRoot } from './find-signed-root.ts';

/** Where the log stands: here, on its way, and at the centre. Throws `unavailable` before the log was opened. */
export async function getLogStatus({
  node,
  reading,
  served,
  withholding,
  feedHead,
}: Pick<Context, 'node' | 'reading' | 'served' | 'withholding' | 'feedHead'>): Promise<LogStatus> {
  const stored = await readCursor(reading, COLLECTION_FEED);
  // At one moment with the tree, so that nothing is said to be published whose leaves are not counted.
  const published = feedHead.published ?? stored;
  const tree = served.get();
  const { generation } = tree;
  const [relayedSize, receipt, notice, permit, carryOver] = await Promise.all([
    findRelayedSize(reading, generation),
    findReceipt(reading, generation),
    findNotice(reading, generation),
    findNotice(reading, generation + 1),
    getCarryOver(reading, { node, generation }),
  ]);
  const signedRoot = receipt && (await findSignedRoot(reading, { node, generation, size: receipt.verifiedSize }));
  const isContradicted = receipt && signedRoot ? !equalBytes(signedRoot, receipt.root) : false;
  return {
    node,
    tree,
    relayedSize,
    receipt,
    notice,
    permit,
    carryOver,
    feedIncarnation: published.incarnation,
    feedSequence: published.sequence,
    feedHead: feedHead.sequence,
    isContradicted,
    withheld: withholding.reasonOf(node),
  };
}

/** Counted only while something is to be carried over. */
async function getCarryOver(reading: Sql, position: LogPosition): Promise<CarryOverStatus | undefined> {
  const generation = await findGeneration(reading, position);
  if (!generation || generation.isCarriedOver) return undefined;
  const { carried } = await countCarriedOver(reading, position);
  return { previousGeneration: generation.log.generation, records: generation.records ?? 0, carried };
}
