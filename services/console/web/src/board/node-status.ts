import type { Tone } from '../admin/tag.tsx';
import { get } from '../api/call.ts';

export type NodeState = 'verified' | 'lagging' | 'repairing' | 'stopped' | 'silent';

/** Roll-up status of a province as the centre's REST gives it; what pages show of it. */
export interface NodeStatus {
  node: string;
  name: string;
  generation: number;
  publishedSize: number;
  receivedSize: number;
  verifiedSize: number;
  lagLeaves: number;
  lagMs: number;
  verifiedAt: string | null;
  lastMessageAt: string | null;
  lastCheckpointAt: string | null;
  state: NodeState;
  reason: string;
  latency: { samples: number; p50Ms: number; p99Ms: number } | null;
  differences: { open: number; mendedToday: number; reason: string };
  repairs: { open: number; today: number; reason: string };
  quarantine: { messages: number; reason: string };
  patrol: { round: number; nextIndex: number; reason: string; lastRoundEndedAt: string | null } | null;
}

/** How states are called, and how bad they are: the worst first. */
export const STATES: Record<NodeState, { label: string; color: string; tone: Tone }> = {
  stopped: { label: '已停止', color: '#a11a20', tone: 'bad' },
  silent: { label: '静默', color: '#63676f', tone: 'ended' },
  repairing: { label: '修复中', color: '#2a5f9e', tone: 'info' },
  lagging: { label: '滞后', color: '#a66a00', tone: 'warn' },
  verified: { label: '一致', color: '#1e6f4a', tone: 'good' },
};

/** Asked this often while a board is looked at; it does not keep a session alive. */
export const POLL_MS = 3_000;

export async function listNodes(): Promise<NodeStatus[]> {
  return (await get<{ items: NodeStatus[] }>('exchange', '/v1/nodes', { isBackground: true })).items;
}

export function getNode(node: string): Promise<NodeStatus> {
  return get('exchange', `/v1/nodes/${node}`, { isBackground: true });
}
