import type { Logger, Metrics } from '@necips/runtime';

/** What we count and log: one function per business event. */
export function createEvents(metrics: Metrics, logger: Logger) {
  const logins = metrics.counter('console_logins_total', 'Sessions begun');
  const ended = metrics.counter('console_sessions_ended_total', 'Sessions ended, by cause', ['cause']);
  const refused = metrics.counter(
    'console_forgeries_refused_total',
    'Changing requests that did not come from a page of this console',
  );
  return {
    loggedIn: (account: string) => {
      logins.inc();
      logger.info({ account }, 'logged in');
    },
    loginFailed: (err: unknown) => logger.warn({ err }, 'a login failed'),
    formatsNotHeard: (err: unknown) => logger.warn({ err }, 'the formats of the catalogue could not be asked for'),
    sessionEnded: (cause: 'logout' | 'idle' | 'refused') => ended.inc({ cause }),
    forgeryRefused: (origin: string | undefined) => {
      refused.inc();
      logger.warn({ origin: origin?.slice(0, ORIGIN_CHARACTERS_MAX) }, 'a changing request came from elsewhere');
    },
  };
}

const ORIGIN_CHARACTERS_MAX = 200;

export type Events = ReturnType<typeof createEvents>;
