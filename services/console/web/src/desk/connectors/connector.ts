import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { change, get, post, remove } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';

/** How a department's database is reached. */
export interface SourceAddress {
  host: string;
  port: number;
  database: string;
  user: string;
}

/** A column of the source and the field that it holds. */
export interface MappedColumn {
  field: string;
  column: string;
}

/** What may be changed of a connector later on. */
export interface ChangeableTerms extends SourceAddress {
  columns: MappedColumn[];
  /** Seconds, or of a numeric watermark how many numbers. */
  overlap: number;
  periodSeconds: number;
  batchRows: number;
}

/** What is said about a connector when it is registered, but for the password. */
export interface ConnectorTerms extends ChangeableTerms {
  /** USCC. */
  department: string;
  item: string;
  schema: string;
  relation: string;
  watermark: string;
  key: string;
}

/** A pull connector (数据库对接) as collection's REST gives it. */
export interface Connector extends ConnectorTerms {
  connectorId: string;
  departmentName: string;
  state: ConnectorState;
  /** Why it does not run as it should: a stable code; empty where it does. */
  reason: string;
  /** The same in words. */
  explanation: string;
  /** Pulls that have failed one after another. */
  failures: number;
  nextAt: string;
  /** When it last had everything that the source showed. */
  pulledAt: string | null;
  /** Watermark of the furthest row that was handed in, as the source writes it. */
  readTo: string | null;
  rows: number;
  registeredAt: string;
  registeredBy: string;
}

export type ConnectorState = 'running' | 'paused' | 'stopped';

/** How a connector stands, in one word. One that is tried again by itself still runs. */
export function standingOf({ state, failures }: Pick<Connector, 'state' | 'failures'>): { label: string; tone: Tone } {
  if (state === 'stopped') return { label: '已停止', tone: 'bad' };
  if (state === 'paused') return { label: '已暂停', tone: 'ended' };
  return failures > 0 ? { label: '自动重试', tone: 'warn' } : { label: '运行', tone: 'good' };
}

/** How far the source has been read: times in the time of China, numbers as they are. */
export function readToText(readTo: string | null): string {
  if (readTo === null) return '尚未读到';
  const instant = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*\+00$/.exec(readTo);
  return instant ? formatInstant(`${instant[1]}T${instant[2]}Z`) : readTo;
}

const CONNECTORS_A_PAGE = 50;
const pathOf = (connectorId: string) => `/v1/connectors/${connectorId}`;

export function listConnectors(cursor: string | undefined): Promise<ListPage<Connector>> {
  return get('collection', '/v1/connectors', { query: { cursor, limit: CONNECTORS_A_PAGE }, isBackground: true });
}

export function getConnector(connectorId: string): Promise<Connector> {
  return get('collection', pathOf(connectorId), { isBackground: true });
}

/** Registers one; its source is tried before. Throws ApiError, 422 with what is wrong with the source. */
export function registerConnector(terms: ConnectorTerms & { password: string }): Promise<Connector> {
  return post('collection', '/v1/connectors', terms);
}

/** Throws ApiError as registering does. */
export async function changeConnector(
  connectorId: string,
  changes: Partial<ChangeableTerms & { password: string }>,
): Promise<Connector> {
  return (await change<Connector>('PATCH', 'collection', pathOf(connectorId), { body: changes })).data;
}

export function pauseConnector(connectorId: string, reason: string): Promise<Connector> {
  return post('collection', `${pathOf(connectorId)}/pause`, { reason });
}

export function resumeConnector(
  connectorId: string,
  given: { reason: string; fromStart: boolean },
): Promise<Connector> {
  return post('collection', `${pathOf(connectorId)}/resume`, given);
}

export function removeConnector(connectorId: string): Promise<void> {
  return remove('collection', pathOf(connectorId));
}
