import { verifyProof } from '../src/index.ts';
import type { Vector } from './cases.ts';

/** Our verdict in the members that every verifier gives. */
export function verify({ proof, successor, status, provinceKeys, centreKey }: Files): Record<string, unknown> {
  const bytes = (text: string | null) => (text === null ? undefined : Buffer.from(text, 'base64'));
  const verdict = verifyProof(Buffer.from(proof, 'base64'), {
    provinceKeys,
    centreKey: centreKey ?? undefined,
    successor: bytes(successor),
    status: bytes(status),
  });
  return comparable(verdict);
}

/** A verdict without what one verifier says and another need not: words and content. */
export function comparable(verdict: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(verdict).filter(([name]) => !OWN_MEMBERS.has(name)));
}

const OWN_MEMBERS = new Set(['words', 'reason', 'head', 'publicPart']);

export type Files = Omit<Vector, 'name' | 'expected'>;
