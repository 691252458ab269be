import type { Context } from '../context.ts';

/** The public keys under which anybody can check what provinces and centre have signed, by node. */
export async function listKeys({ prisma, key }: Pick<Context, 'prisma' | 'key'>): Promise<PublicKeys> {
  const nodes = await prisma.node.findMany({ orderBy: { code: 'asc' } });
  return {
    centre: key?.verifierKey ?? null,
    nodes: nodes.map(({ code, logOrigin, logKey }) => ({ node: code, origin: logOrigin, keys: [logKey] })),
  };
}

interface PublicKeys {
  /** C2SP verifier key; null where the centre has none. */
  centre: string | null;
  nodes: { node: string; origin: string; keys: string[] }[];
}
