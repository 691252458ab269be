// What collection and the centre say to each other about records of other provinces.
import { necips } from '@necips/proto';
import {
  type HeldAnswer,
  type HeldQuestion,
  LOCATED_BY,
  type LocateOutcome,
} from './domain/attribution/held-record.ts';

const { LocateOutcome: Outcomes, OutboundMessage } = necips.federation.v1;

const OUTCOMES = new Map<number, LocateOutcome>([
  [Outcomes.LOCATE_OUTCOME_FOUND, 'found'],
  [Outcomes.LOCATE_OUTCOME_UNKNOWN, 'unknown'],
  [Outcomes.LOCATE_OUTCOME_AMBIGUOUS, 'ambiguous'],
]);

/** A message of `federation.outbound.v1.<node>` that asks where an enterprise is registered: how it is called, and nothing more. */
export function encodeLocate({ locateId, uscc, registrationNumber, name }: HeldQuestion): Buffer {
  const locate = { locateId, creditCode: uscc ?? '', registrationNumber: registrationNumber ?? '', name };
  return OutboundMessage.encode({ locate }).finish() as Buffer;
}

/** The answer to such a question, out of a message of `federation.inbound.v1.<node>`. Throws, in words, where it cannot be read. */
export function fromLocatedMessage(located: necips.federation.v1.Located): HeldAnswer {
  const { locateId, outcome: number, node, foundBy: by, locatedAtMs } = located;
  const outcome = OUTCOMES.get(number);
  if (!outcome || !UUID.test(locateId)) throw new Error('an answer without an outcome, or to no question of ours');
  const at = new Date(locatedAtMs);
  if (outcome !== 'found') return { locateId, outcome, node: null, foundBy: null, at };
  const foundBy = LOCATED_BY.find((kind) => kind === by);
  if (!/^\d{6}$/.test(node) || !foundBy) throw new Error('an answer that names no node');
  return { locateId, outcome, node, foundBy, at };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
