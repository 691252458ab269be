import { readLogKeys } from '@necips/exchange';
import { type LogKey, parseVerifierKey } from '@necips/tlog';
import type { Context } from '../context.ts';

/** Name and keys of one generation of the log. */
export interface KeysOfLog {
  origin: string;
  generation: number;
  keys: LogKey[];
}

/** Name and keys of the log that is served, and of those before it, oldest first. Throws `unavailable` before the log was opened. */
export async function getLogKeys({
  node,
  reading,
  served,
}: Pick<Context, 'node' | 'reading' | 'served'>): Promise<KeysOfLog & { older: KeysOfLog[] }> {
  const newest = served.get().generation;
  const logs: KeysOfLog[] = [];
  for (let generation = 1; generation <= newest; generation++) {
    const keys = await readLogKeys(reading, { node, generation });
    const [first] = keys;
    logs.push({ origin: first ? parseVerifierKey(first.verifierKey).name : '', generation, keys: [...keys] });
  }
  const current = logs.pop() ?? { origin: '', generation: newest, keys: [] };
  return { ...current, older: logs.filter(({ keys }) => keys.length > 0) };
}
