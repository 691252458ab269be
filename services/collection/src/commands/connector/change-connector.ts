import { appendAudit, ServiceError, type Transaction } from '@necips/runtime';
import {
  accountOfConnector,
  type ConnectorPace,
  passwordOf,
  type SourceAddress,
  type StoredConnector,
} from '../../domain/connector/connector.ts';
import type { MappedColumn } from '../../domain/connector/source-query.ts';
import { noSuchConnector } from '../../queries/connector/read-connectors.ts';
import { requirePullable } from '../../queries/connector/require-pullable.ts';
import { trySource } from '../../queries/connector/try-source.ts';
import { forgetHandedIn } from '../../store/connector/connector-progress.ts';
import { deleteConnector, findConnector, lockConnector, updateConnector } from '../../store/connector/connectors.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';
import { type ConnectorContext, requireIdentifiers } from './register-connector.ts';

/** What may be changed of a connector. Another table, or what orders it, is another connector. */
export type ConnectorChange = Partial<SourceAddress & ConnectorPace & { columns: MappedColumn[]; password: string }>;

/** Changes how a connector's source is reached or read; it is tried before. Throws `not_found`, and as registering does. */
export async function changeConnector(
  context: ConnectorContext,
  connectorId: string,
  { actor, changes }: { actor: string; changes: ConnectorChange },
): Promise<void> {
  const { sql, sealer } = context;
  const known = await findConnector(sql, connectorId);
  if (!known) throw noSuchConnector();
  await checkSealingKey(context, sql);
  const { user, password, periodSeconds, batchRows, ...same } = changes;
  if (password === undefined && ADDRESS.some((name) => changes[name] !== undefined)) throw passwordNeeded();
  const changed = { ...known, ...changes, password: password ?? passwordFrom(context, known) };
  requireIdentifiers(changed);
  await requirePullable(context, { ...changed, account: accountOfConnector(connectorId) });
  await trySource(context, changed);
  const set = {
    ...same,
    ...(user !== undefined && { username: user }),
    ...(periodSeconds !== undefined && { period_seconds: periodSeconds }),
    ...(batchRows !== undefined && { batch_rows: batchRows }),
    ...(password !== undefined && { password_sealed: sealer.seal(Buffer.from(password), passwordOf(connectorId)) }),
    failures: 0,
    next_at: new Date(context.now()),
  };
  const details = { ...same, user, periodSeconds, batchRows, ...(password !== undefined && { password: 'changed' }) };
  await act(context, connectorId, { actor, act: 'change_connector', details }, async (tx, { revision }) => {
    if (revision !== known.revision) {
      throw new ServiceError('conflict', '该对接刚被更改，请重试 (it was changed meanwhile)', {
        reason: 'connector_changed',
      });
    }
    await updateConnector(tx, connectorId, set);
  });
}

/** The password was given for one place: whoever leads the connector elsewhere gives it anew. */
const ADDRESS = ['host', 'port', 'database', 'user'] as const;

function passwordNeeded(): ServiceError {
  const message = '变更数据库地址或账号须同时提交密码 (another address or user needs the password anew)';
  return new ServiceError('invalid', message, { reason: 'password_needed' });
}

/** Pauses a connector until it is resumed. Throws `not_found`, and `precondition` where it does not run. */
export async function pauseConnector(
  context: ConnectorContext,
  connectorId: string,
  { actor, reason }: { actor: string; reason: string },
): Promise<void> {
  await act(context, connectorId, { actor, act: 'pause_connector', details: { reason } }, async (tx, connector) => {
    if (connector.state !== 'running') throw inState(connector);
    await updateConnector(tx, connectorId, { state: 'paused', reason: 'paused', explanation: reason });
  });
}

/**
 * Lets a connector that was paused or has stopped go on at once; `fromStart`, from the beginning of its source, which makes new
 * versions of what is different only. Its source is tried before. Throws `not_found`, `precondition` where it runs, and as registering
 * does.
 */
export async function resumeConnector(
  context: ConnectorContext,
  connectorId: string,
  { actor, reason, fromStart }: { actor: string; reason: string; fromStart: boolean },
): Promise<void> {
  const { sql, now } = context;
  const known = await findConnector(sql, connectorId);
  if (!known) throw noSuchConnector();
  if (known.state === 'running') throw inState(known);
  await requirePullable(context, { ...known, account: accountOfConnector(connectorId) });
  const types = await trySource(context, { ...known, password: passwordFrom(context, known) });
  const details = { reason, fromStart };
  await act(context, connectorId, { actor, act: 'resume_connector', details }, async (tx, connector) => {
    if (connector.state === 'running') throw inState(connector);
    if (fromStart) await forgetHandedIn(tx, connectorId);
    await updateConnector(tx, connectorId, {
      state: 'running',
      reason: '',
      explanation: '',
      failures: 0,
      next_at: new Date(now()),
      ...(fromStart && {
        watermark_type: types.watermark,
        key_type: types.key,
        place_watermark: null,
        place_key_sealed: null,
        settled: null,
      }),
    });
  });
}

/** Removes a connector with its password. What it has handed in stays. Throws `not_found`. */
export async function removeConnector(
  context: ConnectorContext,
  connectorId: string,
  { actor }: { actor: string },
): Promise<void> {
  await act(context, connectorId, { actor, act: 'remove_connector' }, (tx) => deleteConnector(tx, connectorId));
}

async function act(
  { sql, events }: ConnectorContext,
  connectorId: string,
  { actor, act: named, details }: { actor: string; act: string; details?: Record<string, unknown> },
  change: (tx: Transaction, connector: StoredConnector) => Promise<void>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const connector = await lockConnector(tx, connectorId);
    if (!connector) throw noSuchConnector();
    await change(tx, connector);
    await appendAudit(tx, { actor, act: named, object: connectorId, ...(details && { details }) });
  });
  events.actPerformed(named, connectorId, actor);
}

function passwordFrom({ sealer }: ConnectorContext, { connectorId, passwordSealed }: StoredConnector): string {
  return sealer.open(passwordSealed, passwordOf(connectorId)).toString();
}

function inState({ state }: StoredConnector): ServiceError {
  return new ServiceError('precondition', `该对接当前状态为 ${state} (not in this state)`, {
    reason: 'connector_state',
    details: { state },
  });
}
