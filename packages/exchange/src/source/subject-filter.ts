import { SUBJECT_KINDS } from '@necips/domain';
import type { SubjectFilter, SubjectStanding } from './record-source.ts';

/** Registration status in broad strokes (登记状态), as written in any of the ways in use. */
export const STANDINGS: readonly SubjectStanding[] = ['active', 'revoked', 'deregistered', 'other', 'none'];

const STANDING = `(case when status is null then 'none'
  when status ~ '^(存续|在业|开业|在营|在册|歇业)' then 'active'
  when status ~ '吊销' then 'revoked' when status ~ '注销' then 'deregistered' else 'other' end)`;

// The second digit of a code says the kind since 2015; older numbers and registrations tell it by their type only.
const KIND = `(case when subject_id like '92%' and length(subject_id) = 18 or type ~ '个体' then 'individual'
  when subject_id like '93%' and length(subject_id) = 18 or type ~ '农民专业合作' then 'cooperative'
  when type ~ '分公司|分支机构|办事处|代表机构' then 'branch' else 'enterprise' end)`;

/** Condition on exchange.subject for what a filter asks besides the province; '' where it asks nothing. Values are of closed lists. */
export function filterCondition({ status, kind }: SubjectFilter): string {
  const standing = STANDINGS.find((known) => known === status);
  const sort = SUBJECT_KINDS.find((known) => known === kind);
  return `${standing ? ` and ${STANDING} = '${standing}'` : ''}${sort ? ` and ${KIND} = '${sort}'` : ''}`;
}
