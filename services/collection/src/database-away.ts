/**
 * Whether an error says that PostgreSQL is away, starting, stopping or overloaded, or that a transaction lost a race: the
 * same work may succeed later without being changed. Classes are those of the PostgreSQL manual, appendix A.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return false;
  return PASSING.test(error.code);
}

// postgres.js's own codes, the system's, and: connection exception, transaction rollback, insufficient resources,
// operator intervention, system error.
const PASSING = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|EHOST|ENETUNREACH|ENOENT|08|40|53|57|58)/;
