import { setImmediate } from 'node:timers/promises';
import { REGISTRATION_ITEM } from '@necips/domain';
import type { CompactRange } from '@necips/tlog';
import type { Registration } from '../copy/subject-row.ts';
import { splitLeaves } from '../repair/batch-messages.ts';
import { checkLeaf, type LeafFinding, leafAtRest, standingOf } from './leaves/check-leaf.ts';
import { readStoredBlock, type StoredBlock } from './leaves/stored-block.ts';
import { examineState, type SignedTruth } from './log/examine-state.ts';
import { findExtraBatches, readStoredBatches, type WalkedLog, walkLog } from './log/walk-log.ts';
import type { LeafSpan, PatrolContext } from './patrolled-log.ts';
import { checkSubjects, type SubjectFinding } from './subjects/check-subjects.ts';

/** Leaves of a block, unless one batch alone has more. */
const BLOCK_LEAVES = 1_000;
/** Leaves checked before others get their turn: 128 take some 4 ms. */
const LEAVES_A_TURN = 128;

/** A stretch of a log as one snapshot showed it. */
export interface SeenBlock {
  truth: SignedTruth;
  isStateRight: boolean;
  walked: WalkedLog;
  /** Where rows begin that belong to no log. */
  extraBatches: number[];
  span: LeafSpan;
  /** Leaves of the span, in order. */
  leaves: Uint8Array[];
  suspects: LeafFinding[];
  suspectSubjects: SubjectFinding[];
  /** Registrations of the suspect subjects. */
  registrations: Registration[];
}

/** Reads the next block in one snapshot and holds all that stands at its leaves against them. Changes nothing. */
export async function lookAtBlock({ sql, log }: PatrolContext, range: CompactRange): Promise<SeenBlock> {
  return (await sql.begin('isolation level repeatable read read only', async (tx): Promise<SeenBlock> => {
    const { truth, isRight } = await examineState(tx, log);
    const position = { node: log.node, generation: truth.generation };
    const rows = await readStoredBatches(tx, { ...position, from: range.size, leavesMax: BLOCK_LEAVES });
    const walked = walkLog(log, range, rows, truth.size);
    const span = { from: range.size, to: walked.range.size };
    const block = await readStoredBlock(tx, position, span);
    const leaves = walked.batches.flatMap((batch) => splitLeaves(batch.leaves));
    const { suspects, registrations } = await checkLeaves(log.node, span, leaves, block);
    const suspectSubjects = await checkSubjects(tx, position, registrations);
    const wrong = new Set(suspectSubjects.map(({ subjectId }) => subjectId));
    return {
      truth,
      isStateRight: isRight,
      walked,
      extraBatches: await findExtraBatches(tx, position, walked.batches),
      span,
      leaves,
      suspects,
      suspectSubjects,
      registrations: registrations.filter(({ subjectId }) => wrong.has(subjectId)),
    };
  })) as SeenBlock;
}

async function checkLeaves(
  node: string,
  { from }: LeafSpan,
  leaves: readonly Uint8Array[],
  block: StoredBlock,
): Promise<{ suspects: LeafFinding[]; registrations: Registration[] }> {
  const suspects: LeafFinding[] = [];
  const registrations: Registration[] = [];
  for (const [i, bytes] of leaves.entries()) {
    if (i > 0 && i % LEAVES_A_TURN === 0) await setImmediate();
    const at = leafAtRest(from + i, bytes, block);
    const finding = checkLeaf(node, at);
    if (finding) {
      suspects.push(finding);
      continue;
    }
    const { record, content, leafIndex } = at;
    if (record?.item !== REGISTRATION_ITEM || !content || standingOf(at) !== 'current') continue;
    const { recordId, subjectId, timeMs } = record;
    registrations.push({ subjectId, node, recordId, leafIndex, timeMs, publicPart: content.publicPart });
  }
  return { suspects, registrations };
}
