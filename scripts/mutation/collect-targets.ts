import type { Random } from '@necips/testbed';
import type { Place } from './place.ts';
import type { History } from './prepare-data.ts';
import type { BatchTarget, PastVersion, RecordTarget, TileTarget } from './target.ts';

/** Everything of a province that a mutation may damage, in random order; what is taken is not offered again. */
export interface Targets {
  records: RecordTarget[];
  batches: BatchTarget[];
  tiles: TileTarget[];
}

/** Looks up what there is of a province in its publication. `history`: what its records showed before. */
export async function collectTargets(
  { sql }: Pick<Place, 'sql'>,
  node: string,
  history: History,
  random: Random,
): Promise<Targets> {
  const current = await sql<
    { recordId: string; leafIndex: number; generation: number; subjectId: string; pseudonym: string }[]
  >`
    select record_id as "recordId", leaf_index as "leafIndex", generation, subject_id as "subjectId", pseudonym
    from exchange.record where node = ${node} order by leaf_index`;
  const batches = await sql<BatchTarget[]>`
    select node, generation, first_index as "firstIndex", leaf_count as "leafCount" from exchange.log_batch where node = ${node}
    order by first_index`;
  const tiles = await sql<TileTarget[]>`
    select ${node} as node, generation, level, tile_index as "tileIndex" from public.log_tile
    order by generation, level, tile_index`;
  const generation = batches[0]?.generation ?? 1;
  const byRecord = new Map<string, RecordTarget>(
    current.map((record) => [record.recordId, { ...record, node, past: [] as PastVersion[] }]),
  );
  for (const version of [...history.values()].sort((a, b) => a.leafIndex - b.leafIndex)) {
    const { recordId, pseudonym, subject } = version;
    const subjectId = String((JSON.parse(subject) as { subject_id: unknown }).subject_id);
    const target = byRecord.get(recordId) ?? {
      node,
      generation,
      recordId,
      subjectId,
      pseudonym,
      leafIndex: undefined,
      past: [],
    };
    byRecord.set(recordId, target);
    // A record that was withdrawn and published again has another pseudonym: its earlier life is another record's.
    if (version.leafIndex !== target.leafIndex && pseudonym === target.pseudonym) target.past.push(version);
  }
  return {
    records: shuffled([...byRecord.values()], random),
    batches: shuffled(
      [...batches].map((batch) => ({ ...batch })),
      random,
    ),
    tiles: shuffled(
      [...tiles].map((tile) => ({ ...tile })),
      random,
    ),
  };
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}
