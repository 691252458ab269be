import { ServiceError } from '@necips/runtime';
import { EVIDENCE_FORMAT, type EvidenceFile, type EvidenceProof } from '@necips/tlog';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';

/** Evidence in a list: what it is about, without the proof. */
export interface EvidenceEntry {
  id: string;
  node: string;
  generation: number;
  kind: string;
  foundAt: string;
}

/** Evidence against provinces, the newest first. */
export async function listEvidence(
  { prisma }: Pick<Context, 'prisma'>,
  { node, limit, cursor }: { node?: string; limit: number; cursor?: string },
): Promise<Page<EvidenceEntry>> {
  const rows = await prisma.evidence.findMany({
    where: { ...(node !== undefined && { node }), ...(cursor !== undefined && { id: { lt: decodeCursor(cursor) } }) },
    select: { id: true, node: true, generation: true, kind: true, foundAt: true },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, ({ id, foundAt, ...row }) => ({
    id: String(id),
    ...row,
    foundAt: foundAt.toISOString(),
  }));
}

/** One piece of evidence as a file that a third party can check. Throws `not_found`. */
export async function getEvidence({ prisma }: Pick<Context, 'prisma'>, id: string): Promise<StoredEvidence> {
  const row = await prisma.evidence.findUnique({ where: { id: BigInt(id) } });
  // Evidence from before proofs were kept has the two notes only.
  if (!row?.proof) throw new ServiceError('not_found', `没有证据 ${id} (no such evidence)`, { reason: 'no_evidence' });
  const { node, generation, kind, verifiedCheckpoint, otherCheckpoint, foundAt } = row;
  const proof = row.proof as unknown as EvidenceProof;
  const notes = { verifiedCheckpoint, otherCheckpoint };
  return { format: EVIDENCE_FORMAT, node, kind, ...notes, ...proof, generation, foundAt: foundAt.toISOString() };
}

/** The file, and what is not needed to check it. */
export interface StoredEvidence extends EvidenceFile {
  generation: number;
  foundAt: string;
}
