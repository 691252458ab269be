import type { Submission, SubmissionState, SubmissionWay } from '../../domain/submission.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { SubmissionModel } from '../../generated/prisma/models.ts';

/** A submission with its place in the order of arrival. */
export type ListedSubmission = Submission & { number: number };

export async function findSubmission(prisma: PrismaClient, id: string): Promise<Submission | undefined> {
  const row = await prisma.submission.findUnique({ where: { id } });
  return row ? fromRow(row) : undefined;
}

/** Submissions, newest first, that arrived before number `before`. */
export async function readSubmissions(prisma: PrismaClient, filter: SubmissionFilter): Promise<ListedSubmission[]> {
  const { department, item, way, state, receivedFrom, receivedBefore, before, limit } = filter;
  const rows = await prisma.submission.findMany({
    where: {
      ...(department !== undefined && { department }),
      ...(state !== undefined && { state }),
      ...(item !== undefined && { item }),
      ...(way !== undefined && { way }),
      receivedAt: {
        ...(receivedFrom !== undefined && { gte: receivedFrom }),
        ...(receivedBefore !== undefined && { lt: receivedBefore }),
      },
      ...(before !== undefined && { number: { lt: before } }),
    },
    orderBy: { number: 'desc' },
    take: limit,
  });
  return rows.map(fromRow);
}

export interface SubmissionFilter {
  department?: string | undefined;
  state?: SubmissionState | undefined;
  item?: string | undefined;
  way?: SubmissionWay | undefined;
  receivedFrom?: Date | undefined;
  receivedBefore?: Date | undefined;
  before?: number | undefined;
  limit: number;
}

function fromRow(row: SubmissionModel): ListedSubmission {
  return {
    number: Number(row.number),
    submissionId: row.id,
    item: row.item,
    format: row.format,
    way: row.way as SubmissionWay,
    originNode: row.originNode,
    dryRun: row.dryRun,
    state: row.state as SubmissionState,
    department: row.department,
    departmentName: row.departmentName,
    account: row.account,
    fileName: row.fileName,
    ...(row.encoding !== null && { encoding: row.encoding }),
    rows: Number(row.rows),
    accepted: Number(row.accepted),
    unchanged: Number(row.unchanged),
    rejected: Number(row.rejected),
    findings: Number(row.findings),
    withheld: Number(row.withheld),
    held: Number(row.held),
    transferred: Number(row.transferred),
    receivedAt: row.receivedAt,
    ...(row.completedAt !== null && { completedAt: row.completedAt }),
    failure: row.failure,
    firstFeedSequence: Number(row.firstFeedSequence ?? 0),
    lastFeedSequence: Number(row.lastFeedSequence ?? 0),
    undone: { withdrawn: Number(row.withdrawn), restored: Number(row.restored), kept: Number(row.kept) },
  };
}
