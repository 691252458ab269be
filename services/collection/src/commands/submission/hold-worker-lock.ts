import type { Sql } from '@necips/runtime';

// Any fixed number. The lock is of the database, and a node's collection has one of its own.
const WORKER_LOCK = 11_020_001;

/**
 * Whether this process is the one that works. The lock belongs to the only connection of `lockSql`: it ends with the process,
 * and is asked for again each time because a connection may have been replaced. It only spares work: what two workers do at
 * once is still right, since each block names the place that it goes on from.
 */
export async function holdWorkerLock(lockSql: Sql): Promise<boolean> {
  const [row] = await lockSql<{ held: boolean }[]>`
    select exists (
      select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = ${WORKER_LOCK}
    ) or pg_try_advisory_lock(${WORKER_LOCK}) as held`;
  return row?.held === true;
}
