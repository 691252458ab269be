import { readLogKeys } from '@necips/exchange';
import { type LogKey, parseVerifierKey } from '@necips/tlog';
import type { Context } from '../context.ts';

/** Name and keys of the log that is served. Throws `unavailable` before the log was opened. */
export async function getLogKeys({
  node,
  reading,
  served,
}: Pick<Context, 'node' | 'reading' | 'served'>): Promise<{ origin: string; generation: number; keys: LogKey[] }> {
  const { generation } = served.get();
  const keys = await readLogKeys(reading, { node, generation });
  const [first] = keys;
  return { origin: first ? parseVerifierKey(first.verifierKey).name : '', generation, keys: [...keys] };
}
