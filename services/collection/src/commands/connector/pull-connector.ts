import { setTimeout as delay } from 'node:timers/promises';
import { isServiceError, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { accountOfConnector, passwordOf, placeOf, type StoredConnector } from '../../domain/connector/connector.ts';
import { SourceFault } from '../../domain/connector/source-fault.ts';
import type { SourceBegin, SourcePlace } from '../../domain/connector/source-query.ts';
import type { SourceStanding } from '../../domain/connector/source-rows.ts';
import { openAllowedSource, readSourceRows, surveySource } from '../../queries/connector/read-source.ts';
import { requirePullable } from '../../queries/connector/require-pullable.ts';
import { countWaiting } from '../../store/connector/connector-progress.ts';
import { findConnector } from '../../store/connector/connectors.ts';
import { type HandInContext, handInRows } from './hand-in-rows.ts';
import { noteObstacle, notePulled, releaseConnector } from './note-pull.ts';

/** Batches that one pull hands in; then the others have their turn. */
const BATCHES_MAX = 100;
/** Submissions of one connector that may wait to be recorded: it does not pull faster than the node records. */
const WAITING_MAX = 5;
const WAITING_POLL_MS = 200;
/** Beyond the time of its statements, a batch takes no longer than this. */
const BATCH_GRACE_MS = 60_000;

type PullContext = HandInContext & Pick<Context, 'formats' | 'sources'>;

/**
 * Pulls one connector: hands in, batch by batch, what its source shows beyond what was handed in, and notes how that went. What is wrong
 * with the source, or with what may be handed in, is told of this connector and concerns no other; what is wrong here is thrown.
 */
export async function pullConnector(context: PullContext, connectorId: string, signal: AbortSignal): Promise<void> {
  const connector = await findConnector(context.sql, connectorId);
  if (connector?.state !== 'running') return;
  try {
    const { standing, isWhole, hasPassed } = await pull(context, connector, signal);
    await notePulled(context, connector, { isWhole, settled: hasPassed ? standing.settles : undefined, ...standing });
  } catch (error) {
    // Whoever comes next goes on at once.
    if (signal.aborted) await releaseConnector(context, connector);
    else if (isServiceError(error) && error.reason === 'connector_changed') return;
    else if (isObstacle(error)) await noteObstacle(context, connector, error);
    else throw error;
  }
}

function isObstacle(error: unknown): error is SourceFault | ServiceError {
  return error instanceof SourceFault || (isServiceError(error) && REFUSALS.has(error.code));
}

/** Until when a connector that is pulled now is nobody else's; a process that has died is not waited for longer. */
export function pullsUntil({ now, limits }: Pick<Context, 'now' | 'limits'>): Date {
  return new Date(now() + limits.connectorStatementMs + BATCH_GRACE_MS);
}

/** What the doors answer to whoever hands in, so that trying again does not help. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid', 'unprocessable', 'forbidden', 'too_large']);

interface Pulled {
  standing: SourceStanding;
  /** Everything was read that the source had to show. */
  isWhole: boolean;
  /** Everything was read again that had to be. */
  hasPassed: boolean;
}

async function pull(context: PullContext, connector: StoredConnector, signal: AbortSignal): Promise<Pulled> {
  const { connectorId, batchRows } = connector;
  const account = accountOfConnector(connectorId);
  const { format, provider } = await requirePullable(context, { ...connector, account });
  const furthest = furthestOf(context, connector);
  const password = context.sealer.open(connector.passwordSealed, passwordOf(connectorId)).toString();
  await using source = await openAllowedSource(context, { ...connector, password }, signal);
  const { types, standing } = await surveySource(source, connector, { ...connector, place: furthest });
  if (standing.wentBack) throw new SourceFault('source_went_back');
  let begin: SourceBegin = standing.from === null && furthest ? { place: furthest } : { from: standing.from };
  let progress = connector;
  let hasPassed = furthest === null || standing.from === null;
  for (let batches = 0; batches < BATCHES_MAX; ) {
    await waitForRoom(context, account, signal);
    const rows = await readSourceRows(source, connector, types, { begin, furthest, limit: batchRows });
    const last = rows.at(-1);
    if (!last) return { standing, isWhole: true, hasPassed: true };
    const nextAt = pullsUntil(context);
    const before = progress;
    progress = {
      ...progress,
      ...(await handInRows(context, progress, rows, { format, provider, types, standing, nextAt })),
    };
    if (progress.place !== before.place) batches += 1;
    hasPassed ||= last.isNew;
    if (rows.length < batchRows) return { standing, isWhole: true, hasPassed: true };
    begin = { place: last.place };
  }
  return { standing, isWhole: false, hasPassed };
}

function furthestOf({ sealer }: PullContext, { connectorId, place }: StoredConnector): SourcePlace | null {
  return place && { watermark: place.watermark, key: sealer.open(place.keySealed, placeOf(connectorId)).toString() };
}

/** Waits until what was handed in before has been recorded so far. Throws `unavailable` where that takes too long. */
async function waitForRoom({ sql }: PullContext, account: string, signal: AbortSignal): Promise<void> {
  for (const deadline = performance.now() + BATCH_GRACE_MS / 2; ; ) {
    signal.throwIfAborted();
    if ((await countWaiting(sql, account)) < WAITING_MAX) return;
    if (performance.now() > deadline) {
      const message = '待处理批次过多，稍后再读取 (too many submissions wait)';
      throw new ServiceError('unavailable', message, { reason: 'submissions_wait' });
    }
    await delay(WAITING_POLL_MS, undefined, { signal });
  }
}
