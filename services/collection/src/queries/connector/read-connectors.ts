import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { ShownConnector } from '../../domain/connector/connector.ts';
import { readPageCursor, writePageCursor } from '../../page-cursor.ts';
import {
  type ConnectorHealth,
  findShownConnector,
  readConnectorHealth,
  readConnectorPage,
} from '../../store/connector/connectors.ts';

/** Pages through connectors, the newest first; `department` undefined for all. */
export async function listConnectors(
  { sql }: Pick<Context, 'sql'>,
  { department, limit, cursor }: { department: string | undefined; limit: number; cursor: string | undefined },
): Promise<{ items: ShownConnector[]; next: string | null }> {
  const [before = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readConnectorPage(sql, { department, before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}

/** One connector; `department` undefined for whoever sees all. Throws `not_found`, also for another department's. */
export async function getConnector(
  { sql }: Pick<Context, 'sql'>,
  connectorId: string,
  department?: string,
): Promise<ShownConnector> {
  const connector = await findShownConnector(sql, connectorId);
  if (!connector || (department !== undefined && connector.department !== department)) throw noSuchConnector();
  return connector;
}

/** How all connectors stand. */
export async function listConnectorHealth({ sql }: Pick<Context, 'sql'>): Promise<ConnectorHealth[]> {
  return await readConnectorHealth(sql);
}

/** How many connectors there are by how they stand; `failing` ones are tried again by themselves. */
export async function countConnectorsByState(context: Pick<Context, 'sql'>): Promise<ConnectorCounts> {
  const counts = { running: 0, failing: 0, paused: 0, stopped: 0 };
  for (const { state, failures } of await listConnectorHealth(context)) {
    counts[state === 'running' && failures > 0 ? 'failing' : state] += 1;
  }
  return counts;
}

export interface ConnectorCounts {
  running: number;
  failing: number;
  paused: number;
  stopped: number;
}

/** Says that there is no such connector, or none any more. */
export function noSuchConnector(): ServiceError {
  return new ServiceError('not_found', '没有此对接 (no such connector)', { reason: 'no_such_connector' });
}
