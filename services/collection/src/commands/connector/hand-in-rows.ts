import type { Format } from '@necips/domain';
import { ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { placeOf, type StoredConnector } from '../../domain/connector/connector.ts';
import type { SourceTypes } from '../../domain/connector/source-query.ts';
import { readAgainFrom, type SourceRow, type SourceStanding } from '../../domain/connector/source-rows.ts';
import type { Provider } from '../../domain/submission.ts';
import { findHandedIn, noteHandedIn, noteProgress } from '../../store/connector/connector-progress.ts';
import { lockConnector } from '../../store/connector/connectors.ts';
import { type ReceiveContext, receiveUpload } from '../upload/receive-upload.ts';

/** Lines handed on at a time. */
const PIECE_LINES = 500;

/** How far a pull has brought its connector. */
export type PullProgress = Pick<StoredConnector, 'place' | 'settled'>;

/**
 * Hands in those rows of a batch that were not handed in before, as one submission. In the transaction that makes it durable the
 * connector moves on, so that each row is handed in once, whatever happens in between. Returns how far the connector is then. Throws
 * `aborted`, reason `connector_changed`, where somebody has acted on the connector or pulls it too, and as the doors do.
 */
export async function handInRows(
  context: HandInContext,
  connector: StoredConnector,
  rows: readonly SourceRow[],
  batch: { format: Format; provider: Provider; types: SourceTypes; standing: SourceStanding; nextAt: Date },
): Promise<PullProgress> {
  const { connectorId, schema, relation } = connector;
  const { format, provider, nextAt } = batch;
  const fresh = await leaveOut(context, connectorId, rows);
  if (fresh.length === 0) {
    if (await noteProgress(context.sql, connector, { next_at: nextAt })) return connector;
    throw changed();
  }
  const progress = progressOf(context, connector, rows, batch.standing);
  await receiveUpload(context, {
    format,
    way: 'connector',
    dryRun: false,
    provider,
    fileName: `${schema}.${relation}`.replaceAll(/[^\P{Cc}]/gu, ' '),
    idempotencyKey: undefined,
    body: linesOf(fresh),
    declared: 'json',
    gzipPromised: false,
    handIn: async (tx) => {
      await requireUnchanged(tx, connector);
      const last = rows.at(-1)?.place.watermark ?? '';
      const from = readAgainFrom(last, batch.standing, connector);
      await noteHandedIn(tx, connectorId, fresh, { from, type: batch.types.watermark });
      await noteProgress(tx, connector, {
        rows: fresh.length,
        next_at: nextAt,
        settled: progress.settled,
        ...(progress.place && {
          place_watermark: progress.place.watermark,
          place_key_sealed: progress.place.keySealed,
        }),
      });
    },
  });
  context.events.connectorPulled({ handedIn: fresh.length, known: rows.length - fresh.length });
  return progress;
}

export type HandInContext = ReceiveContext & Pick<Context, 'sealer' | 'events'>;

interface FreshRow {
  digest: string;
  watermark: string;
  line: string;
}

/** The rows that were not handed in before. What lies behind everything that was cannot have been. */
async function leaveOut(
  { sql, sealer }: Pick<Context, 'sql' | 'sealer'>,
  connectorId: string,
  rows: readonly SourceRow[],
): Promise<FreshRow[]> {
  const marked = rows.map(({ place: { watermark, key }, line, isNew }) => ({
    digest: sealer.digest(JSON.stringify([connectorId, watermark, key, line])).toString('hex'),
    watermark,
    line,
    isNew,
  }));
  const doubtful = marked.filter(({ isNew }) => !isNew).map(({ digest }) => digest);
  const known = doubtful.length > 0 ? await findHandedIn(sql, connectorId, doubtful) : new Set<string>();
  return marked.filter(({ digest }) => !known.has(digest));
}

/** The connector behind these rows. What it had to read again before that changes no place. */
function progressOf(
  { sealer }: Pick<Context, 'sealer'>,
  { connectorId, place, settled }: StoredConnector,
  rows: readonly SourceRow[],
  standing: SourceStanding,
): PullProgress {
  const last = rows.at(-1);
  const keySealed = last?.isNew && sealer.seal(Buffer.from(last.place.key), placeOf(connectorId));
  return {
    place: last && keySealed ? { watermark: last.place.watermark, keySealed } : place,
    // Before the first pull nothing was missed.
    settled: settled ?? standing.settles,
  };
}

async function requireUnchanged(tx: Transaction, connector: StoredConnector): Promise<void> {
  const now = await lockConnector(tx, connector.connectorId);
  const isSame =
    now?.revision === connector.revision &&
    now.state === 'running' &&
    now.place?.watermark === connector.place?.watermark &&
    (now.place?.keySealed ?? EMPTY).equals(connector.place?.keySealed ?? EMPTY);
  if (!isSame) throw changed();
}

const EMPTY = Buffer.alloc(0);

async function* linesOf(rows: readonly FreshRow[]): AsyncGenerator<Buffer> {
  for (let i = 0; i < rows.length; i += PIECE_LINES) {
    const piece = rows.slice(i, i + PIECE_LINES);
    yield Buffer.from(piece.map(({ line }) => `${line}\n`).join(''));
  }
}

function changed(): ServiceError {
  const message = '该对接已被更改，本次读取作废 (the connector was changed meanwhile)';
  return new ServiceError('aborted', message, { reason: 'connector_changed' });
}
