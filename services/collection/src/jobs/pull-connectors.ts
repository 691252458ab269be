import { setTimeout as delay } from 'node:timers/promises';
import { pullConnector } from '../commands/connector/pull-connector.ts';
import { takeConnector } from '../commands/connector/take-connector.ts';
import { listConnectorHealth } from '../queries/connector/read-connectors.ts';

/** Connectors pulled at one time: one whose source is slow holds up no others. */
const AT_ONCE = 4;
/** Between two looks whether one is due. */
const POLL_MS = 1_000;
/** Between two reports of how all of them stand. */
const REPORT_MS = 10_000;

type PullContext = Parameters<typeof pullConnector>[0];

/**
 * Pulls the connectors (数据库对接) that are due, each in its turn, for as long as the service runs. Of several processes each takes
 * other ones.
 */
export function startPulling(context: PullContext): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => {});
  const pullInTurn = async () => {
    while (!signal.aborted) if (!(await pullNext(context, signal))) await pause(POLL_MS);
  };
  const report = async () => {
    while (!signal.aborted) {
      await listConnectorHealth(context)
        .then((connectors) => context.events.connectorsStand(connectors))
        .catch((error: unknown) => context.events.pullingWaits(error));
      await pause(REPORT_MS);
    }
  };
  const running = [report(), ...Array.from({ length: AT_ONCE }, pullInTurn)];
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** Pulls one connector, if one is due; whether it did. */
async function pullNext(context: PullContext, signal: AbortSignal): Promise<boolean> {
  try {
    // What a restored node lacks it may have pulled before.
    if (context.restoration.reason !== undefined) return false;
    const connectorId = await takeConnector(context);
    if (connectorId === undefined) return false;
    await pullConnector(context, connectorId, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) context.events.pullingWaits(error);
    return false;
  }
}
