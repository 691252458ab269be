import type { Mutation } from './make-mutations.ts';
import type { Place } from './place.ts';

/** What the patrol and the consumer have written down since a moment. */
export interface Findings {
  /** Findings that no mutation explains, in words. */
  falseAlarms: string[];
  /** Bytes that were fetched to mend. */
  bytesMoved: number;
  /** Of those, the contents of the records themselves. */
  recordBytes: number;
  differences: number;
}

/** Holds what was written down against what was made: marks each mutation that was found, and names what nobody made. */
export async function attribute(
  places: readonly Place[],
  mutations: readonly Mutation[],
  sinceMs: number,
): Promise<Findings> {
  const findings: Findings = { falseAlarms: [], bytesMoved: 0, recordBytes: 0, differences: 0 };
  for (const place of places) {
    await attributeDifferences(
      place,
      mutations.filter((mutation) => mutation.place === place.name),
      sinceMs,
      findings,
    );
    if (place.level === 'centre') await attributeMessages(place, mutations, sinceMs, findings);
  }
  return findings;
}

async function attributeDifferences(
  { sql, name }: Place,
  mutations: readonly Mutation[],
  sinceMs: number,
  findings: Findings,
): Promise<void> {
  const differences = await sql<Difference[]>`
    select d.node, d.kind, d.leaf_index as "leafIndex", d.bytes_moved as "bytesMoved",
      coalesce(octet_length(c.head) + octet_length(c.public_part) + octet_length(c.restricted_part) + 32, 0) as "recordBytes"
    from exchange.difference d left join exchange.record_content c using (node, generation, leaf_index)
    where d.found_at >= to_timestamp(${sinceMs}::double precision / 1000) order by d.id`;
  for (const difference of differences) {
    const { node, kind, leafIndex, bytesMoved, recordBytes } = difference;
    findings.differences += 1;
    findings.bytesMoved += bytesMoved;
    findings.recordBytes += Math.min(bytesMoved, recordBytes);
    const explained = mutations.filter((mutation) => mutation.node === node && isAbout(mutation, leafIndex));
    for (const mutation of explained) mutation.isDetected = true;
    if (explained.length === 0) findings.falseAlarms.push(`${name} ${node}: ${kind} at leaf ${leafIndex}`);
  }
}

function isAbout({ touched }: Mutation, leafIndex: number | null): boolean {
  if (leafIndex === null) return touched.isAnywhere === true;
  return touched.leaves.some(([from, to]) => leafIndex >= from && leafIndex < to);
}

async function attributeMessages(
  { sql }: Place,
  mutations: readonly Mutation[],
  sinceMs: number,
  findings: Findings,
): Promise<void> {
  const since = sql`to_timestamp(${sinceMs}::double precision / 1000)`;
  const kept = await sql<{ node: string; offset: number; reason: string }[]>`
    select node, message_offset as "offset", reason from public.quarantine where at >= ${since}`;
  const found = new Set(kept.map(({ node, offset }) => `${node} ${offset}`));
  const made = new Set(
    mutations.flatMap(({ node, offsets }) => (offsets?.refused ?? []).map((offset) => `${node} ${offset}`)),
  );
  for (const mutation of mutations) {
    const { node, offsets } = mutation;
    if (!offsets) continue;
    // One that comes again is found by being passed over: the centre has read on, and nothing has changed.
    mutation.isDetected =
      offsets.refused.every((offset) => found.has(`${node} ${offset}`)) && mutation.healedAtMs !== undefined;
  }
  for (const { node, offset, reason } of kept) {
    if (!made.has(`${node} ${offset}`))
      findings.falseAlarms.push(`${node}: message ${offset} in quarantine: ${reason}`);
  }
  const accused = await sql<
    { node: string; kind: string }[]
  >`select node, kind from public.evidence where found_at >= ${since}`;
  for (const { node, kind } of accused) findings.falseAlarms.push(`${node}: evidence of ${kind}`);
}

interface Difference {
  node: string;
  kind: string;
  leafIndex: number | null;
  bytesMoved: number;
  recordBytes: number;
}
