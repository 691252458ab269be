import type { Context } from '../context.ts';
import { listLogKeys, type NodeLogKey } from '../store/log-key.ts';

/**
 * The public keys under which anybody can check what provinces and centre have signed, by node: every key that a log has had, oldest
 * first, with the sizes that it signs; `keys` are those of the newest generation, which bear one name.
 */
export async function listKeys({
  prisma,
  reading,
  key,
}: Pick<Context, 'prisma' | 'reading' | 'key'>): Promise<PublicKeys> {
  const [nodes, logKeys] = await Promise.all([
    prisma.node.findMany({ orderBy: { code: 'asc' } }),
    listLogKeys(reading),
  ]);
  const byNode = Map.groupBy(logKeys, ({ node }) => node);
  return {
    centre: key?.verifierKey ?? null,
    nodes: nodes.map(({ code, logOrigin, logKey }) => {
      const all = byNode.get(code) ?? [];
      // One that was enrolled a moment ago may not be in both readings.
      const newest = all.filter(({ generation }) => generation === all.at(-1)?.generation);
      const keys = newest.length > 0 ? newest.map(({ verifierKey }) => verifierKey) : [logKey];
      return { node: code, origin: logOrigin, keys, logKeys: all.map(withoutNode) };
    }),
  };
}

function withoutNode({ generation, fromSize, verifierKey }: NodeLogKey): Omit<NodeLogKey, 'node'> {
  return { generation, fromSize, verifierKey };
}

interface PublicKeys {
  /** C2SP verifier key; null where the centre has none. */
  centre: string | null;
  nodes: { node: string; origin: string; keys: string[]; logKeys: Omit<NodeLogKey, 'node'>[] }[];
}
