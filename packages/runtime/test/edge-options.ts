import {
  createHealth,
  createLogger,
  createMetrics,
  type Health,
  type Logger,
  type Metrics,
  ServiceError,
  type TokenVerifier,
} from '../src/index.ts';

/** What both kinds of server are made with, for tests that need no identity server: tokens are `role1,role2`. */
export function anEdge(): {
  service: string;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  verifier: TokenVerifier;
} {
  return {
    service: 'test',
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    health: createHealth(),
    verifier: verifierOfNames(),
  };
}

/** Accepts `role1,role2` or `role1,role2@<expiry in ms>`. */
function verifierOfNames(): TokenVerifier {
  return {
    verify: async (bearer) => {
      if (bearer === 'bad') throw new ServiceError('unauthenticated', '令牌无效', { reason: 'invalid_token' });
      const [names = '', expiresAt = `${Date.now() + 300_000}`] = bearer.split('@');
      return {
        subject: 's',
        account: names,
        roles: new Set(names.split(',')),
        nodes: ['330000'],
        issuedAt: 0,
        expiresAt: Number(expiresAt),
      };
    },
  };
}
