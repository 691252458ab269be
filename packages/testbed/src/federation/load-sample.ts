import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type LoadResult, loadFiles } from '../load/load-files.ts';
import type { LocalFederation } from '../local-federation.ts';
import { generateRegistrations } from '../sample/registrations.ts';

const SAMPLE_ROWS = 2_000;
const GIVE_UP_AFTER_MS = 300_000;

/**
 * Loads a made-up sample through a province's front door and waits until the centre has verified it. Undefined where the
 * province has published something already.
 */
export async function loadSample(
  local: LocalFederation,
  runDirectory: string,
  node: string,
): Promise<LoadResult | undefined> {
  const response = await fetch(`${local.node(node).publication.rest}/v1/status`);
  const { publishedSize } = (await response.json()) as { publishedSize: number };
  if (publishedSize > 0) return undefined;
  const file = join(runDirectory, `sample-${node}.csv`);
  const rows = generateRegistrations({ node, rows: SAMPLE_ROWS, seed: Number(node) });
  await pipeline(Readable.from(rows), createWriteStream(file));
  let last = 'nothing was sent';
  const progress = (text: string) => {
    last = text;
  };
  try {
    return await loadFiles({ federation: local, node, files: [file], giveUpAfterMs: GIVE_UP_AFTER_MS, progress });
  } catch (error) {
    throw new Error(`the sample of ${node} was not verified; last seen: ${last}`, { cause: error });
  } finally {
    rmSync(file);
  }
}
