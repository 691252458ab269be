import { createLogger } from './log.ts';
import { startTelemetry } from './telemetry/telemetry.ts';

/** After this long, what has not closed by itself is cut off. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * The process around a service: starts it, waits for SIGTERM or SIGINT, disposes it, exits 0. A start-up that fails prints
 * one line and exits 1; so does an error nobody caught, and the supervisor starts the process again. The only place that
 * ends the process.
 */
export async function runMain(
  name: string,
  start: (env: NodeJS.ProcessEnv) => Promise<AsyncDisposable>,
): Promise<void> {
  const logger = createLogger(name);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, `${event}: the process ends`);
      process.exit(1);
    });
  }
  const stopped = stopSignal(() => {
    logger.error({ timeoutMs: STOP_TIMEOUT_MS }, 'did not stop in time');
    process.exit(1);
  });

  let service: AsyncDisposable;
  const telemetry = await startTelemetry(name, process.env);
  try {
    service = await start(process.env);
  } catch (error) {
    process.stderr.write(`${name}: could not start: ${oneLine(error)}\n`);
    process.exit(1);
  }
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await service[Symbol.asyncDispose]();
  await telemetry[Symbol.asyncDispose]();
  process.exit(0);
}

/** Settles at the first signal to stop, from which on `late` runs after the time allowed. */
function stopSignal(late: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        setTimeout(late, STOP_TIMEOUT_MS).unref();
        resolve(signal);
      });
    }
  });
}

function oneLine(error: unknown): string {
  const causes: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    causes.push(cause.message || ('code' in cause ? String(cause.code) : cause.name));
  }
  return (causes.length > 0 ? causes.join(': ') : String(error)).replaceAll(/\s*\n\s*/g, ' ');
}
