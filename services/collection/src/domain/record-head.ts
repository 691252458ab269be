import { canonicalJson, type Format, type SubjectClaim } from '@necips/domain';
import type { Provider } from './submission.ts';

/**
 * The head of a record names the department, the batch and the row that it came from (M§12). The whole head is public; the
 * account is not in it: collection keeps it with the batch. It is canonical JSON (RFC 8785), put together in the database,
 * where time and version become known; this gives what stands between the parts that differ from row to row. Put together in this order: `beforeTime`, time, `beforeRow`, row number,
 * `beforeRecordId`, recordId, `beforeSubject`, subject as canonical JSON, `beforeVersion`, version, `end`.
 */
export function createHeadFrame(
  node: string,
  submission: { id: string; provider: Provider; origin?: ForeignOrigin | undefined },
  format: HeadFormat,
): HeadFrame {
  const { id, provider, origin: foreign } = submission;
  // Only a record of another province says where it was taken in.
  const origin = foreign ? `"node":${quote(foreign.node)},"recordKey":${quote(foreign.recordKey)},` : '';
  const { department, departmentName } = provider;
  return {
    beforeTime: '{"collectedAt":"',
    beforeRow:
      `","format":${quote(format.id)},"item":${quote(format.item)},"node":${quote(node)},"op":"publish",` +
      `"origin":{"batch":${quote(id)},"department":${quote(department)},${origin}"row":`,
    beforeRecordId: `},"provider":{"code":${quote(department)},"name":${quote(departmentName)}},"recordId":"`,
    beforeSubject: '","subject":',
    beforeVersion: ',"version":',
    end: '}',
  };
}

/** Where a record comes from that another node took in. */
export interface ForeignOrigin {
  node: string;
  /** That node's name for the record, which a restored database knows again by it. */
  recordKey: string;
}

/** The foreign origin that a head names; undefined where it names none. */
export function foreignOriginOf(head: string): ForeignOrigin | undefined {
  const { origin } = JSON.parse(head) as { origin?: Partial<ForeignOrigin> };
  const { node, recordKey } = origin ?? {};
  return node === undefined || recordKey === undefined ? undefined : { node, recordKey };
}

/** Item and format of the records, as in their heads. */
export type HeadFormat = Pick<Format, 'id' | 'item'>;

/** The constant pieces of the heads of one submission. */
export interface HeadFrame {
  beforeTime: string;
  beforeRow: string;
  /** A recordId needs no escaping: it is letters, digits and `./_~-%`. */
  beforeRecordId: string;
  beforeSubject: string;
  beforeVersion: string;
  end: string;
}

/** The subject of a record that nobody attributes to another than it names itself. */
export function claimedSubject({ uscc, registrationNumber, organisationCode, name }: SubjectClaim) {
  return { code: uscc ?? registrationNumber ?? organisationCode ?? '', name };
}

/** A subject as it stands in a head. */
export function subjectInHead(subject: { code: string; name: string }): string {
  return JSON.stringify({ code: subject.code, name: subject.name });
}

/** The head under which the content of an earlier version is shown again: the same origin, a new version. */
export function restoredHead(head: string, version: number): string {
  return canonicalJson({ ...parseHead(head), version });
}

/** The head of the version that withdraws what `head` shows. */
export function withdrawnHead(head: string, version: number, collectedAtMs: number): string {
  const collectedAt = new Date(collectedAtMs).toISOString();
  return canonicalJson({ ...parseHead(head), collectedAt, op: 'withdraw', version });
}

/** The head under which a record is shown whose subject has another code or name by now. */
export function movedHead(
  head: string,
  subject: { code: string; name: string },
  version: number,
  collectedAtMs: number,
): string {
  const collectedAt = new Date(collectedAtMs).toISOString();
  return canonicalJson({ ...parseHead(head), collectedAt, subject, version });
}

/** The code of the subject that a record is about, as its head has it; undefined where it has none. */
export function subjectCodeOf(head: string): string | undefined {
  const { subject } = JSON.parse(head) as { subject?: { code?: string } };
  return subject?.code;
}

function parseHead(head: string): { [member: string]: string } {
  return JSON.parse(head);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
