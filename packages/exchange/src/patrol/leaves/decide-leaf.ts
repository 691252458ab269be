import type { Change } from '../../copy/change.ts';
import type { MendedHow } from '../differences/difference-kind.ts';
import { changeOf, type LeafAtRest, type Standing } from './check-leaf.ts';
import type { SourceLeaf } from './leaf-source.ts';

/** What must stand at a leaf: a record with its content, a note that it is superseded, or nothing. */
export interface Decision {
  change?: Change;
  successorIndex?: number;
  how: MendedHow;
}

/** What is known about a leaf besides what is stored at it. */
export interface LeafKnowledge {
  /** What the source sent for it. */
  source?: SourceLeaf | undefined;
  /** A later leaf about the same record, seen to be one. */
  successorIndex?: number | undefined;
  /** Whether the whole own log was looked through for such a leaf. */
  isScanned: boolean;
}

/**
 * What must stand at a leaf. Undefined where that cannot be said without the source; `contradiction` where the source sent what
 * the leaf does not commit to.
 */
export function decideLeaf(
  node: string,
  at: LeafAtRest,
  standing: Standing,
  { source, successorIndex, isScanned }: LeafKnowledge,
): Decision | 'contradiction' | undefined {
  switch (standing) {
    case 'shows_nothing':
    case 'hidden':
      return { how: 'log' };
    case 'superseded':
      return { how: 'log', ...(at.superseded && { successorIndex: at.superseded.successorIndex }) };
    case 'current':
    case 'unproven':
      break;
    default:
      throw new Error(standing satisfies never);
  }
  const held = at.content && changeOf(node, at, at.content);
  // Record and content together: only a column of the record, or a note that is false, has to be put right.
  if (held && at.record) return { change: held, how: 'log' };
  if (successorIndex !== undefined) return { successorIndex, how: source ? 'source' : 'log' };
  if (source && !source.contentGone) {
    const sent = changeOf(node, at, source);
    return sent ? { change: sent, how: 'source' } : 'contradiction';
  }
  return held && isScanned ? { change: held, how: 'log' } : undefined;
}
