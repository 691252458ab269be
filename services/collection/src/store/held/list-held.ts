import type { Executor, Sql } from '@necips/runtime';
import type { HeldFilter, ListedHeldRecord } from '../../domain/attribution/held-record.ts';

const select = (sql: Executor, { department, item, reason, owner, returned }: HeldFilter, after: number) => sql`
  select held_id as "heldId", record_id as "recordId", item, submission_id as "submissionId", row_number as row, department,
    department_name as "departmentName", uscc, registration_number as "registrationNumber",
    organisation_code as "organisationCode", name, held_record.reason, note, held_at as "heldAt", owner, returned_at as "returnedAt",
    origin_node as "originNode", located, located_node as "locatedNode", located_by as "locatedBy", located_at as "locatedAt",
    (
      select json_build_object('transferId', transfer_id, 'toNode', to_node, 'state', sent.state, 'reason', sent.reason,
        'explanation', explanation)
      from transfer_out sent where sent.held_id = held_record.held_id order by sent.version desc limit 1
    ) as transfer
  from held_record join submission on submission.id = submission_id
  where held_id > ${after}
    ${department === undefined ? sql`` : sql`and department = ${department}`}
    ${item === undefined ? sql`` : sql`and item = ${item}`}
    ${reason === undefined ? sql`` : sql`and held_record.reason = ${reason}`}
    ${owner === undefined ? sql`` : sql`and owner is not distinct from ${owner === '' ? null : owner}`}
    ${returned === undefined ? sql`` : sql`and (returned_at is not null) = ${returned}`}
  order by held_id`;

/** Held rows after one of them, the oldest first. */
export async function readHeldPage(
  sql: Executor,
  filter: HeldFilter,
  { after, limit }: { after: number; limit: number },
): Promise<ListedHeldRecord[]> {
  return await sql<ListedHeldRecord[]>`${select(sql, filter, after)} limit ${limit}`;
}

/** All of them, as fast as they are read. */
export function streamHeld(sql: Sql, filter: HeldFilter): AsyncIterable<ListedHeldRecord[]> {
  return sql<ListedHeldRecord[]>`${select(sql, filter, 0)}`.cursor(500);
}

/** How many rows wait for their subject, and since when the oldest does. */
export async function countHeld(sql: Executor): Promise<{ waiting: number; oldestAt: Date | null }> {
  const [row] = await sql<{ waiting: number; oldestAt: Date | null }[]>`
    select count(*) as waiting, min(held_at) as "oldestAt" from held_record where returned_at is null`;
  return row ?? { waiting: 0, oldestAt: null };
}
