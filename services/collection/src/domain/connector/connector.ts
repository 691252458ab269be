import type { Source, SourceTypes } from './source-query.ts';

/** Where a connector stands: it is pulled, somebody has paused it, or it has stopped and waits for somebody. */
export const CONNECTOR_STATES = ['running', 'paused', 'stopped'] as const;

export type ConnectorState = (typeof CONNECTOR_STATES)[number];

/** How a department's database is reached. */
export interface SourceAddress {
  host: string;
  port: number;
  database: string;
  user: string;
}

/** How often and how much a connector pulls. */
export interface ConnectorPace {
  /** For how long after its time a change may become visible, in seconds; of a numeric watermark, how many numbers. */
  overlap: number;
  /** Seconds between two pulls. */
  periodSeconds: number;
  /** Rows of one batch, at most. */
  batchRows: number;
}

/** What is said about a connector when it is registered, but for the password. */
export interface ConnectorTerms extends SourceAddress, Source, ConnectorPace {
  /** USCC of the department that provides what is pulled. */
  department: string;
  item: string;
}

/** A pull connector (数据库对接): a department's own table or view, read by watermark. */
export interface Connector extends ConnectorTerms {
  connectorId: string;
  state: ConnectorState;
  /** Why it is paused, has stopped, or cannot pull at the moment: a stable code; empty where all is well. */
  reason: string;
  /** The same in words. */
  explanation: string;
  /** Pulls that have failed one after another. */
  failures: number;
  nextAt: Date;
  /** When it last had everything that the source showed. */
  pulledAt: Date | null;
  /** Rows that it has handed in. */
  rows: number;
  registeredAt: Date;
  registeredBy: string;
}

/** A connector as people are shown it. */
export interface ShownConnector extends Connector {
  /** Empty where the department is no longer known. */
  departmentName: string;
  /** Watermark of the furthest row that was handed in, as the source writes it (times in UTC); null before the first. */
  readTo: string | null;
}

/** A connector with what only pulling it needs. */
export interface StoredConnector extends Connector {
  /** Rises with every act on it, so that a pull that began before does nothing more. */
  revision: number;
  passwordSealed: Buffer;
  types: Pick<SourceTypes, 'watermark' | 'key'>;
  /** The furthest row that was handed in; its key sealed. */
  place: { watermark: string; keySealed: Buffer } | null;
  settled: string | null;
}

/** What the password of a connector is sealed for. */
export function passwordOf(connectorId: string): string {
  return `connector ${connectorId}`;
}

/** What the key of its place is sealed for. */
export function placeOf(connectorId: string): string {
  return `connector place ${connectorId}`;
}

/** The account under which a connector hands in. */
export function accountOfConnector(connectorId: string): string {
  return `connector:${connectorId}`;
}
