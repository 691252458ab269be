import type { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { StoredConnector } from '../../domain/connector/connector.ts';
import { SourceFault } from '../../domain/connector/source-fault.ts';
import type { SourceStanding } from '../../domain/connector/source-rows.ts';
import { noteProgress } from '../../store/connector/connector-progress.ts';

/** Longest pause after pulls that have failed one after another. */
const PAUSE_MS_MAX = 3_600_000;
/** Characters of an explanation that are kept. */
const EXPLANATION_CHARACTERS_MAX = 300;

type NoteContext = Pick<Context, 'sql' | 'now' | 'limits' | 'events'>;

/** Notes a pull that went well; one that did not get to the end of its source goes on as soon as it is its turn. */
export async function notePulled(
  { sql, now }: NoteContext,
  connector: StoredConnector,
  pulled: Pick<SourceStanding, 'hasAhead'> & { isWhole: boolean; settled: string | null | undefined },
): Promise<void> {
  const { isWhole, hasAhead, settled } = pulled;
  const at = new Date(now());
  await noteProgress(sql, connector, {
    reason: hasAhead ? 'rows_ahead' : '',
    explanation: hasAhead
      ? '有行的时间晚于当前一天以上，到时才会读取，请核对 (rows bear times to come, and are left out until then)'
      : '',
    failures: 0,
    next_at: isWhole ? new Date(at.getTime() + connector.periodSeconds * 1_000) : at,
    ...(isWhole && { pulled_at: at }),
    ...(settled != null && { settled }),
  });
}

/** Notes why a connector could not be pulled: it stops, or tries again after a pause that grows. */
export async function noteObstacle(
  { sql, now, limits, events }: NoteContext,
  connector: StoredConnector,
  obstacle: SourceFault | ServiceError,
): Promise<void> {
  const { connectorId } = connector;
  const [reason, stops] =
    obstacle instanceof SourceFault ? [obstacle.code, obstacle.stops] : [obstacle.reason ?? obstacle.code, true];
  const failures = connector.failures + 1;
  const pauseMs = Math.min(PAUSE_MS_MAX, limits.connectorRetryMs * 2 ** Math.min(failures - 1, 20));
  const noted = await noteProgress(sql, connector, {
    ...(stops && { state: 'stopped' }),
    reason,
    explanation: obstacle.message.slice(0, EXPLANATION_CHARACTERS_MAX).toWellFormed(),
    failures,
    next_at: new Date(now() + pauseMs),
  });
  if (noted) events.connectorFailed({ connectorId, reason, stops });
}

/** Makes a connector due again, of which a pull was cut short. */
export async function releaseConnector({ sql, now }: NoteContext, connector: StoredConnector): Promise<void> {
  await noteProgress(sql, connector, { next_at: new Date(now()) });
}
