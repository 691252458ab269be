import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { builtInFormats } from '@necips/domain';
import { type LoadResult, loadFiles } from '../load/load-files.ts';
import type { LocalFederation } from '../local-federation.ts';
import { SAMPLE_FORMS, sampleFile } from '../sample/sample-file.ts';

const SUBJECTS = 2_000;
/** Records of each other item. */
const RECORDS = 40;
const GIVE_UP_AFTER_MS = 300_000;

/**
 * Loads a made-up sample of every item through a province's front door – the registrations first, the others in all three forms –
 * and waits until the centre has verified it. Undefined where the province has published something already.
 */
export async function loadSample(
  local: LocalFederation,
  runDirectory: string,
  node: string,
): Promise<SampleResult | undefined> {
  const response = await fetch(`${local.node(node).publication.rest}/v1/status`);
  const { publishedSize } = (await response.json()) as { publishedSize: number };
  if (publishedSize > 0) return undefined;
  const folder = mkdtempSync(join(runDirectory, 'sample-'));
  try {
    const registrations = await loadItem(local, { folder, node, item: 'REG', rows: SUBJECTS, turn: 0 });
    const loading = otherItems().map((item, turn) => loadItem(local, { folder, node, item, rows: RECORDS, turn }));
    return sumOf([registrations, ...(await Promise.all(loading))]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Items of the catalogue besides the registration. */
function otherItems(): string[] {
  const today = new Date().toISOString().slice(0, 10);
  return builtInFormats()
    .list(today)
    .flatMap(({ item, isRegistration }) => (isRegistration ? [] : item));
}

async function loadItem(
  federation: LocalFederation,
  { folder, node, item, rows, turn }: { folder: string; node: string; item: string; rows: number; turn: number },
): Promise<LoadResult> {
  const form = SAMPLE_FORMS[turn % SAMPLE_FORMS.length] ?? 'csv';
  const file = join(folder, `${item}.${form}`);
  const options = { item, node, rows, seed: Number(node), subjects: SUBJECTS };
  await pipeline(Readable.from(sampleFile(options, { form })), createWriteStream(file));
  let last = 'nothing was sent';
  const progress = (text: string) => {
    last = text;
  };
  try {
    return await loadFiles({ federation, node, item, files: [file], giveUpAfterMs: GIVE_UP_AFTER_MS, progress });
  } catch (error) {
    throw new Error(`the sample ${item} of ${node} was not verified; last seen: ${last}`, { cause: error });
  }
}

function sumOf(results: readonly LoadResult[]): SampleResult {
  const sum = (count: keyof SampleResult) => results.reduce((total, result) => total + result[count], 0);
  return { rows: sum('rows'), accepted: sum('accepted'), held: sum('held') };
}

type SampleResult = Pick<LoadResult, 'rows' | 'accepted' | 'held'>;
