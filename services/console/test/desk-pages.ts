import { auditTests } from './desk/audit.ts';
import { connectorTests } from './desk/connectors.ts';
import { departmentTests } from './desk/departments.ts';
import { entryTests } from './desk/entry.ts';
import { everyPageTests } from './desk/every-page.ts';
import { fileTests } from './desk/files.ts';
import { queueTests } from './desk/queues.ts';
import type { Place } from './support/place.ts';

/** What a department's officer, an approver, a province's administrator and an auditor do. */
export function deskTests(place: Place): void {
  fileTests(place);
  queueTests(place);
  entryTests(place);
  departmentTests(place);
  connectorTests(place);
  auditTests(place);
  // Now something stands on each of them.
  everyPageTests(place);
}
