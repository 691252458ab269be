import type { Findings } from './attribute.ts';
import type { Mutation } from './make-mutations.ts';

const EXAMPLES_MAX = 30;
/** What moves beyond the records themselves, for each difference and each level of the tree. */
const BYTES_A_DIFFERENCE = 40;
const TILE_BYTES = 8_192;
const TILE_WIDTH = 256;

export interface MutationReport {
  made: number;
  detected: number;
  healed: number;
  falseAlarms: number;
  slowestHealMs: number;
  /** The longest round that ended while this went on. */
  patrolRoundMs: number;
  bytesMoved: number;
  /** Without the contents of the records. */
  bytesBeyondRecords: number;
  /** 40 bytes · d · log₂(n) for rows, and the tiles that cover what was damaged of the logs themselves. */
  bytesBound: number;
  byKind: Record<string, { made: number; detected: number; healed: number; slowestHealMs: number }>;
  seed: number;
  /** What did not heal, what healed and was not written down, and what nobody made, in words; the first of each. */
  wrong: string[];
}

/** Sums up, and says what is wrong. */
export function summarise(options: {
  seed: number;
  mutations: readonly Mutation[];
  differing: ReadonlyMap<string, ReadonlySet<string>>;
  findings: Findings;
  rounds: readonly number[];
  /** Leaves of all logs. */
  size: number;
  progress: (text: string) => void;
}): MutationReport {
  const { seed, mutations, differing, findings, rounds, size, progress } = options;
  const byKind: MutationReport['byKind'] = {};
  const wrong: string[] = [];
  for (const mutation of mutations) {
    const { kind, place, node } = mutation;
    const healMs = (mutation.healedAtMs ?? mutation.madeAtMs) - mutation.madeAtMs;
    const sum = (byKind[kind] ??= { made: 0, detected: 0, healed: 0, slowestHealMs: 0 });
    sum.made += 1;
    if (mutation.isDetected) sum.detected += 1;
    if (mutation.healedAtMs !== undefined) sum.healed += 1;
    sum.slowestHealMs = Math.max(sum.slowestHealMs, healMs);
    if (mutation.healedAtMs === undefined)
      wrong.push(`not healed: ${kind} in ${place} of ${node}: ${mutation.touched.rows.join(' ')}`);
    else if (!mutation.isDetected)
      wrong.push(`healed and not written down: ${kind} in ${place} of ${node}: ${mutation.touched.rows.join(' ')}`);
  }
  for (const [place, rows] of differing) {
    for (const row of [...rows].slice(0, EXAMPLES_MAX)) wrong.push(`${place} still differs: ${row}`);
  }
  for (const alarm of findings.falseAlarms.slice(0, EXAMPLES_MAX)) wrong.push(`false alarm: ${alarm}`);
  for (const line of wrong) progress(line);
  const sums = Object.values(byKind);
  const sumOf = (member: 'made' | 'detected' | 'healed') => sums.reduce((sum, each) => sum + each[member], 0);
  const left = [...differing.values()].reduce((sum, rows) => sum + rows.size, 0);
  return {
    made: sumOf('made'),
    detected: sumOf('detected'),
    // Rows that differ though every mutation's own are right again count as something that did not heal.
    healed: left > 0 ? Math.min(sumOf('healed'), sumOf('made') - 1) : sumOf('healed'),
    falseAlarms: findings.falseAlarms.length,
    slowestHealMs: Math.max(0, ...sums.map(({ slowestHealMs }) => slowestHealMs)),
    patrolRoundMs: Math.round(Math.max(0, ...rounds)),
    bytesMoved: findings.bytesMoved,
    bytesBeyondRecords: findings.bytesMoved - findings.recordBytes,
    bytesBound: boundOf(mutations, findings.differences, size),
    byKind: Object.fromEntries(Object.entries(byKind).sort(([a], [b]) => a.localeCompare(b))),
    seed,
    wrong: wrong.slice(0, EXAMPLES_MAX),
  };
}

function boundOf(mutations: readonly Mutation[], differences: number, size: number): number {
  const tiles = new Set<string>();
  for (const { place, node, touched } of mutations) {
    if (!touched.rows.some((row) => row.startsWith('batch|'))) continue;
    for (const [from, to] of touched.leaves) {
      for (let tile = Math.floor(from / TILE_WIDTH); tile <= Math.min(to, size) / TILE_WIDTH; tile++) {
        tiles.add(`${place} ${node} ${tile}`);
      }
    }
  }
  return Math.round(BYTES_A_DIFFERENCE * differences * Math.log2(Math.max(2, size))) + tiles.size * TILE_BYTES;
}
