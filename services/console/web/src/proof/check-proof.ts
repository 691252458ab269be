import { type Verdict, verifyProof } from '@necips/proof';
import type { PublicRecord } from '../api/records.ts';
import { SITE } from '../site.ts';
import { compareWithMemory, remember } from './log-memory.ts';

type Valid = Exclude<Verdict, { verdict: 'invalid' }>;

/** What this browser found out about a proof file by itself. `faults` are reasons not to believe the server, in plain words. */
export type ProofCheck =
  | { isHeld: true; verdict: Valid; statusFault: string | undefined }
  | { isHeld: false; verdict: Verdict | undefined; faults: string[] };

/**
 * Checks a proof file under the keys pinned for its province, holds its content against the record that the page shows, and its
 * checkpoint against what this browser has checked before. Nothing is asked of the server.
 */
export function checkProof({ proof, status, node, record }: ToCheck): ProofCheck {
  const provinceKeys = SITE.keys.nodes.find((pinned) => pinned.node === node)?.keys ?? [];
  if (provinceKeys.length === 0) return failed(undefined, [`没有节点 ${node} 的日志公钥，无法核验`]);
  const keys = { provinceKeys, ...(SITE.keys.centre !== null && { centreKey: SITE.keys.centre }) };
  const verdict = verifyProof(proof, keys);
  if (verdict.verdict === 'invalid') return failed(verdict, [plainWords(verdict.words)]);
  const checkpoint = checkpointOf(proof);
  const faults = [
    ...(record ? differencesFrom(record, verdict) : []),
    ...compareWithMemory(verdict.origin, provinceKeys, checkpoint),
  ];
  if (faults.length > 0) return failed(verdict, faults);
  remember(verdict.origin, provinceKeys, checkpoint);
  const stated = status === undefined ? verdict : verifyProof(proof, { ...keys, status });
  if (stated.verdict === 'invalid') return { isHeld: true, verdict, statusFault: plainWords(stated.words) };
  return { isHeld: true, verdict: stated, statusFault: undefined };
}

interface ToCheck {
  /** The file's text. */
  proof: string;
  /** The centre's signed word about the leaf, where it was to be had. */
  status?: string | undefined;
  node: string;
  /** What the page shows, where the proof is to be of that. */
  record?: PublicRecord | undefined;
}

function failed(verdict: Verdict | undefined, faults: string[]): ProofCheck {
  return { isHeld: false, verdict, faults };
}

/** Where the page shows something else than what is proved. */
function differencesFrom(record: PublicRecord, { recordId, version, index, head, publicPart }: Valid): string[] {
  const provedHead = Object(JSON.parse(head ?? '{}')) as Record<string, unknown>;
  const provedOrigin = Object(provedHead['origin']) as Record<string, unknown>;
  const isSame = (shown: unknown, proved: unknown) => stableText(shown ?? null) === stableText(proved ?? null);
  const faults: string[] = [];
  if (recordId !== record.recordId) faults.push('证明的是另一条记录');
  if (version !== record.version || index !== record.leafIndex) faults.push('证明的是该记录的另一版本');
  if (!isSame(record.body, JSON.parse(publicPart ?? 'null'))) faults.push('页面显示的内容与日志中公示的内容不一致');
  const { department, node, batch, row } = record.origin;
  const isSourceSame =
    isSame(record.provider, provedHead['provider']) &&
    isSame(record.subject, provedHead['subject']) &&
    isSame(
      [department, node, batch, row],
      ['department', 'node', 'batch', 'row'].map((name) => provedOrigin[name] ?? null),
    );
  if (!isSourceSame) faults.push('页面显示的来源或所属主体与日志中记载的不一致');
  return faults;
}

/** JSON text in which the order of members says nothing. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Size and root that the proof's checkpoint names; it has been verified. */
function checkpointOf(proof: string): { size: number; root: string } {
  const [, size = '', root = ''] = (proof.split('\n\n')[1] ?? '').split('\n');
  return { size: Number(size), root };
}

function plainWords(words: string): string {
  return words.replace(/ \([^()]*\)$/, '');
}
