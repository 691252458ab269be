import type { Context } from '../context.ts';

/** For each node that was ever given one, the number of the notice that holds. */
export async function listNewestNotices({ prisma }: Pick<Context, 'prisma'>): Promise<{ node: string; id: bigint }[]> {
  const rows = await prisma.notice.groupBy({ by: ['node'], _max: { id: true } });
  return rows.flatMap(({ node, _max: { id } }) => (id === null ? [] : [{ node, id }]));
}
