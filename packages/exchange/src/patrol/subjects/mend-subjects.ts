import type { LogPosition } from '../../copy/change.ts';
import type { Registration } from '../../copy/subject-row.ts';
import { lockSubjects } from '../../copy/subjects.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { recompute } from '../leaves/write-leaves.ts';
import type { PatrolContext } from '../patrolled-log.ts';
import { checkSubjects, type SubjectFinding } from './check-subjects.ts';

/**
 * Looks at subjects that seemed wrong once more, with the log and the index locked, and makes them anew from the registrations
 * that stand. Returns how many were wrong.
 */
export async function mendSubjects(
  { sql, log, events }: PatrolContext,
  position: LogPosition,
  registrations: readonly Registration[],
): Promise<number> {
  const findings = (await sql.begin(async (tx) => {
    await log.state.read(tx, { lock: true });
    await lockSubjects(tx, 'recompute');
    const standing = await tx<{ leafIndex: number; recordId: string }[]>`
      select leaf_index as "leafIndex", record_id as "recordId" from exchange.record
      where node = ${position.node} and generation = ${position.generation}
        and leaf_index = any(${registrations.map(({ leafIndex }) => leafIndex)}::bigint[])`;
    const stands = new Map(standing.map(({ leafIndex, recordId }) => [leafIndex, recordId]));
    const current = registrations.filter(({ leafIndex, recordId }) => stands.get(leafIndex) === recordId);
    const wrong = await checkSubjects(tx, position, current);
    for (const { kind, leafIndex, oldDigest } of wrong)
      await openDifference(tx, position, { kind, leafIndex, oldDigest });
    await recompute(tx, new Set(wrong.map(({ subjectId }) => subjectId)));
    for (const { kind, leafIndex, newDigest } of wrong) {
      await closeDifference(tx, position, { kind, leafIndex, how: 'log', bytesMoved: 0, newDigest });
    }
    return wrong;
  })) as SubjectFinding[];
  for (const { kind, leafIndex } of findings) {
    events.differenceFound(log.node, { kind, leafIndex });
    events.differenceMended(log.node, { kind, leafIndex, how: 'log' });
  }
  return findings.length;
}
