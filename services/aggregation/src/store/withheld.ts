import type { Executor, Transaction } from '@necips/runtime';

/** Withholds every enrolled province. */
export async function withholdAllNodes(tx: Transaction, since: Date): Promise<void> {
  await tx`insert into withheld (node, since) select code, ${since} from node on conflict (node) do nothing`;
}

/** The provinces that are withheld. */
export async function listWithheld(executor: Executor): Promise<string[]> {
  const rows = await executor<{ node: string }[]>`select node from withheld order by node`;
  return rows.map(({ node }) => node);
}

/** Withholds a province no longer. */
export async function deleteWithheld(executor: Executor, node: string): Promise<void> {
  await executor`delete from withheld where node = ${node}`;
}
