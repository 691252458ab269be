import { randomUUID } from 'node:crypto';
import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { accountOfConnector, type ConnectorTerms, passwordOf } from '../../domain/connector/connector.ts';
import { IDENTIFIER_BYTES_MAX, isIdentifier } from '../../domain/connector/source-query.ts';
import { requirePullable } from '../../queries/connector/require-pullable.ts';
import { trySource } from '../../queries/connector/try-source.ts';
import { countConnectors, insertConnector } from '../../store/connector/connectors.ts';
import { requireDepartment } from '../department/require-department.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';

/** What acting on a connector needs. */
export type ConnectorContext = Pick<
  Context,
  'sql' | 'now' | 'node' | 'catalogue' | 'formats' | 'sealer' | 'sources' | 'limits' | 'events'
>;

/**
 * Registers a department's table or view, from which is pulled at once and then again and again. It is tried before. Throws
 * `not_found` for the department, `forbidden` where it may not hand in the item in this way, `unprocessable` with what is wrong with
 * the source or its columns, `limited` where there are as many as there may be.
 */
export async function registerConnector(
  context: ConnectorContext,
  terms: ConnectorTerms,
  { actor, password }: { actor: string; password: string },
): Promise<string> {
  const { sql, now, sealer, limits, events } = context;
  const connectorId = randomUUID();
  requireIdentifiers(terms);
  await sql.begin((tx) => requireDepartment(tx, terms.department));
  await requirePullable(context, { ...terms, account: accountOfConnector(connectorId) });
  await checkSealingKey(context, sql);
  const types = await trySource(context, { ...terms, password });
  await sql.begin(async (tx) => {
    await requireDepartment(tx, terms.department);
    if ((await countConnectors(tx)) >= limits.connectorsMax) throw tooMany(limits.connectorsMax);
    const passwordSealed = sealer.seal(Buffer.from(password), passwordOf(connectorId));
    await insertConnector(tx, { connectorId, terms, types, passwordSealed, at: new Date(now()), by: actor });
    await appendAudit(tx, { actor, act: 'register_connector', object: connectorId, details: { ...terms } });
  });
  events.actPerformed('register_connector', connectorId, actor);
  return connectorId;
}

/** Throws `invalid`, reason `bad_identifier`, for a name that PostgreSQL would cut and take for another. */
export function requireIdentifiers({
  columns,
  ...terms
}: Pick<ConnectorTerms, 'columns'> & Partial<ConnectorTerms>): void {
  const { schema, relation, watermark, key } = terms;
  const named = [schema, relation, watermark, key, ...columns.map(({ column }) => column)];
  const bad = named.find((name) => name !== undefined && !isIdentifier(name));
  if (bad === undefined) return;
  const message = `名称超过 ${IDENTIFIER_BYTES_MAX} 字节或有误：${bad} (no name of a column or relation)`;
  throw new ServiceError('invalid', message, { reason: 'bad_identifier' });
}

function tooMany(limit: number): ServiceError {
  const message = `对接已达 ${limit} 个 (too many connectors)`;
  return new ServiceError('limited', message, { reason: 'too_many_connectors', details: { limit } });
}
