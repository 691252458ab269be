/** Domain ⇄ JSON and protobuf. */
import { necips } from '@necips/proto';
import type { NameMatch, PublicRecord, Subject } from './source/record-source.ts';

const { NameMatch: MATCH } = necips.query.v1;

/** A subject as REST shows it. */
export function toSubjectJson({ asOfMs, ...subject }: Subject) {
  return { ...subject, asOf: new Date(asOfMs).toISOString() };
}

/** A record as REST shows it, with where it came from (M§12). */
export function toRecordJson(record: PublicRecord) {
  const head = JSON.parse(record.head) as RecordHead;
  const { department, node, batch, row } = head.origin ?? {};
  return {
    recordId: record.recordId,
    version: record.version,
    item: record.item,
    format: head.format ?? null,
    node: record.node,
    leafIndex: record.leafIndex,
    publishedAt: new Date(record.timeMs).toISOString(),
    provider: head.provider ?? null,
    origin: { department: department ?? null, node: node ?? null, batch: batch ?? null, row: row ?? null },
    subject: head.subject ?? null,
    body: JSON.parse(record.publicPart) as Record<string, unknown>,
  };
}

interface RecordHead {
  format?: string;
  provider?: { code: string; name: string };
  origin?: { department?: string; node?: string; batch?: string; row?: number };
  subject?: { code: string; name: string };
}

/** A subject as gRPC shows it; what is null there is empty here. */
export function toSubjectMessage(subject: Subject): necips.query.v1.ISubject {
  const { registrationNumber, type, status, legalRepresentative, ...rest } = subject;
  return {
    ...rest,
    registrationNumber: registrationNumber ?? '',
    type: type ?? '',
    status: status ?? '',
    legalRepresentative: legalRepresentative ?? '',
  };
}

/** A record as gRPC shows it; the time that REST adds is not among the message's fields. */
export function toRecordMessage(record: PublicRecord): necips.query.v1.IRecord {
  return record;
}

/** How to compare names; undefined for a number that this release does not know. */
export function fromMatchMessage(match: necips.query.v1.NameMatch): NameMatch | undefined {
  switch (match) {
    case MATCH.NAME_MATCH_UNSPECIFIED:
    case MATCH.NAME_MATCH_CONTAINS:
      return 'contains';
    case MATCH.NAME_MATCH_PREFIX:
      return 'prefix';
    case MATCH.NAME_MATCH_EXACT:
      return 'exact';
    default:
      return undefined;
  }
}
