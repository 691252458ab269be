import { readFileSync } from 'node:fs';

/**
 * The keys under which readers check proofs, out of the operator's file. It is read at every page, so that a key that was added
 * by a rotation needs no restart. Throws where the file is missing or is not one.
 */
export function readPinnedKeys(file: string): PinnedKeys {
  const { centre, nodes } = JSON.parse(readFileSync(file, 'utf8')) as PinnedKeys;
  if (!Array.isArray(nodes)) throw new Error(`${file} holds no keys`);
  return { centre, nodes: nodes.map(({ node, keys }) => ({ node, keys })) };
}

/** C2SP verifier keys. */
interface PinnedKeys {
  /** Null where the centre has none. */
  centre: string | null;
  nodes: { node: string; keys: string[] }[];
}
