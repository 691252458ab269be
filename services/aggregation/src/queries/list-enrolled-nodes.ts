import type { Context } from '../context.ts';
import type { EnrolledNode } from '../store/node.ts';

/** All provinces that are enrolled, in order of code. */
export async function listEnrolledNodes({ prisma }: Pick<Context, 'prisma'>): Promise<EnrolledNode[]> {
  return prisma.node.findMany({ omit: { enrolledAt: true, enrolledBy: true }, orderBy: { code: 'asc' } });
}
