import type { CheckedProof } from './check-proof-file.ts';
import type { Status } from './status-note.ts';
import type { ValidVerdict } from './verify-proof.ts';

/** A verdict in words, Chinese first: what is shown, as of when, and on whose word. */
export function describe(verdict: ValidVerdict, { proof, successor, status }: Shown): string {
  const sentence = sentenceOf(verdict, proof, successor, status);
  return proof.cosignedAt === undefined ? sentence : `${sentence}；${cosigned(proof.cosignedAt)}`;
}

function sentenceOf(
  verdict: ValidVerdict,
  { index, checkpoint: { size } }: CheckedProof,
  successor: CheckedProof | undefined,
  status: Status | undefined,
): string {
  const later = successor
    ? `第 ${successor.index} 叶 (at leaf ${successor.index}, in the log of ${successor.checkpoint.size})`
    : status && `第 ${status.successorIndex} 叶 (at leaf ${status.successorIndex}), ${byWord(status)}`;
  switch (verdict) {
    case 'published':
      return `已公示：第 ${index} 叶，截至日志 ${size} 叶 (published as of size ${size})`;
    case 'leaf':
      return `第 ${index} 叶在日志中，截至 ${size} 叶；内容未出示 (the leaf is in the log as of size ${size}; its content is not shown)`;
    case 'withdrawal':
      return `第 ${index} 叶撤下一条记录，截至 ${size} 叶 (the leaf withdraws a record, as of size ${size})`;
    case 'withdrawn':
      return `曾公示，已撤下：${later} (published, withdrawn)`;
    case 'superseded':
      return `曾公示，已由新版本取代：${later} (published, superseded)`;
    case 'current':
      return `现行：截至日志 ${status?.size} 叶 (current as of size ${status?.size}), ${status && byWord(status)}`;
    default:
      return verdict satisfies never;
  }
}

function byWord({ time }: Status): string {
  return `总局于 ${isoOf(time)} 的陈述 (the centre's word at ${isoOf(time)})`;
}

function cosigned(time: number): string {
  return `总局于 ${isoOf(time)} 核验 (verified by the centre at ${isoOf(time)})`;
}

/** A time that a Date cannot hold stays a number. */
function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}

interface Shown {
  proof: CheckedProof;
  successor: CheckedProof | undefined;
  status: Status | undefined;
}
