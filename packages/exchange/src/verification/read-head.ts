import { parseRecordId } from '@necips/domain';
import { BatchRefused } from './refusal.ts';

/** What the centre reads of a record's head (canonical JSON that the leaf commits to). */
export interface Head {
  recordId: string;
  node: string;
  item: string;
  op: string;
  version: number;
  subjectId: string;
}

/**
 * Reads a publishing head and holds it against what it must agree with: the identity under which the record was sent, the
 * node whose log it stands in, and the leaf's version. Throws BatchRefused `head_differs`.
 */
export function readHead(text: string, expected: { node: string; recordId: string; version: number }): Head {
  const head = parseHead(text);
  const identity = parseRecordId(head.recordId);
  const agrees =
    head.recordId === expected.recordId &&
    head.node === expected.node &&
    head.version === expected.version &&
    head.op === 'publish' &&
    identity?.node === expected.node &&
    identity.item === head.item &&
    head.subjectId !== '';
  if (!agrees) throw new BatchRefused('head_differs', `the head of ${expected.recordId} version ${expected.version}`);
  return head;
}

function parseHead(text: string): Head {
  let parsed: RawHead | null;
  try {
    parsed = JSON.parse(text) as RawHead | null;
  } catch {
    throw new BatchRefused('head_differs', 'a head is not JSON');
  }
  return {
    recordId: textOf(parsed?.recordId),
    node: textOf(parsed?.node),
    item: textOf(parsed?.item),
    op: textOf(parsed?.op),
    version: typeof parsed?.version === 'number' ? parsed.version : 0,
    subjectId: textOf(parsed?.subject?.code),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

interface RawHead {
  recordId?: unknown;
  node?: unknown;
  item?: unknown;
  op?: unknown;
  version?: unknown;
  subject?: { code?: unknown } | null;
}
