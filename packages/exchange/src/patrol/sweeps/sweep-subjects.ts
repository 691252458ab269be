import { createHash } from 'node:crypto';
import { REGISTRATION_ITEM } from '@necips/domain';
import type { Executor } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import { lockSubjects } from '../../copy/subjects.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { recompute } from '../leaves/write-leaves.ts';
import type { PatrolContext } from '../patrolled-log.ts';

const SUBJECTS_AT_ONCE = 5_000;

/**
 * Walks the index of subjects in the order of their ids, and forgets those of this node, or of no node at all, that follow from no
 * registration. Returns how many there were.
 */
export async function sweepSubjects(context: PatrolContext, position: LogPosition): Promise<number> {
  let found = 0;
  for (let after = ''; ; ) {
    const { last, strays } = await readStrays(context.sql, context, position, after);
    if (strays.length > 0) found += await forget(context, position, strays);
    if (last === null) return found;
    after = last;
  }
}

async function forget(context: PatrolContext, position: LogPosition, suspects: readonly string[]): Promise<number> {
  const { sql, log, events } = context;
  const found = await sql.begin(async (tx) => {
    await log.state.read(tx, { lock: true });
    await lockSubjects(tx, 'recompute');
    const strays = await tx<{ subjectId: string; row: string }[]>`
      select subject_id as "subjectId", to_jsonb(s)::text as row from exchange.subject s
      where subject_id = any(${[...suspects]}::text[]) and ${isStray(tx, context, position)}`;
    for (const { row } of strays) {
      const oldDigest = createHash('sha256').update(row).digest();
      await openDifference(tx, position, { kind: 'subject_extra', leafIndex: null, oldDigest });
      const mended = { kind: 'subject_extra', leafIndex: null, how: 'log', bytesMoved: 0, newDigest: null } as const;
      await closeDifference(tx, position, mended);
    }
    await recompute(tx, new Set(strays.map(({ subjectId }) => subjectId)));
    return strays.length;
  });
  for (let i = 0; i < found; i++) {
    events.differenceFound(log.node, { kind: 'subject_extra', leafIndex: null });
    events.differenceMended(log.node, { kind: 'subject_extra', leafIndex: null, how: 'log' });
  }
  return found;
}

async function readStrays(
  executor: Executor,
  context: PatrolContext,
  position: LogPosition,
  after: string,
): Promise<{ last: string | null; strays: string[] }> {
  const [page] = await executor<{ last: string | null; strays: string[] }[]>`
    with s as materialized (
      select subject_id, node, record_id from exchange.subject where subject_id > ${after}
      order by subject_id limit ${SUBJECTS_AT_ONCE})
    select (select max(subject_id) from s) as last,
      array(select subject_id from s where ${isStray(executor, context, position)}) as strays`;
  return page ?? { last: null, strays: [] };
}

/** Of `s`, a row of subjects: it is ours to judge, and the registration that it names does not stand. */
function isStray(executor: Executor, { log }: PatrolContext, { node }: LogPosition) {
  return executor`(s.node = ${node} or s.node <> all(${[...log.nodes()]}::text[])) and not exists (
    select from exchange.record r
    where r.node = s.node and r.record_id = s.record_id and r.subject_id = s.subject_id and r.item = ${REGISTRATION_ITEM})`;
}
