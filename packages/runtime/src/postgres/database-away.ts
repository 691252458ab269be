/**
 * Whether an error says that PostgreSQL is away, starting, stopping or overloaded, or that a transaction lost a race: the
 * same work may succeed later without being changed. Classes are those of the PostgreSQL manual, appendix A.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // What node-postgres says of a connection that breaks in the middle of a statement has no code.
  if (error.message.includes('Connection terminated')) return true;
  return 'code' in error && typeof error.code === 'string' && PASSING.test(error.code);
}

// postgres.js's own codes, the system's, Prisma's, and by class: connection exception, transaction rollback, insufficient
// resources, operator intervention, system error.
const PASSING =
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|EHOST|ENETUNREACH|P1001|P1002|P1008|P1017|P2024|08|40|53|57|58)/;
