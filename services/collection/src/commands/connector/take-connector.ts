import type { Context } from '../../context.ts';
import { takeDueConnector } from '../../store/connector/connector-progress.ts';
import { pullsUntil } from './pull-connector.ts';

/** Takes the connector whose turn has come, of several processes one; undefined where none is due. */
export async function takeConnector(context: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<string | undefined> {
  return await takeDueConnector(context.sql, { now: new Date(context.now()), until: pullsUntil(context) });
}
