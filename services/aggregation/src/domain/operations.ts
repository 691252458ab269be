// What operators see of a province besides its sizes: each with the reason in words.
import { describeOpen } from '@necips/exchange';

/** Differences between what is stored and what the log says. */
export interface DifferencesStatus {
  /** Found and not mended yet. */
  open: number;
  /** Mended since midnight in China. */
  mendedToday: number;
  oldestOpenAt: string | null;
  reason: string;
}

/** Stretches of the log that were read from the province. */
export interface RepairsStatus {
  open: number;
  /** Begun since midnight in China. */
  today: number;
  reason: string;
}

/** Where the patrol stands, which hashes again what is stored. */
export interface PatrolStatus {
  generation: number;
  /** Leaf at which it goes on. */
  nextIndex: number;
  /** Rounds begun. */
  round: number;
  roundBeganAt: string | null;
  lastRoundEndedAt: string | null;
  lastRoundMs: number | null;
  leavesTotal: number;
  differencesTotal: number;
  reason: string;
}

/** Messages that were not applied and lie in quarantine. */
export interface QuarantineStatus {
  /** Kept, and not given in again with success. */
  messages: number;
  newestAt: string | null;
  reason: string;
}

export interface OperationsStatus {
  differences: DifferencesStatus;
  repairs: RepairsStatus;
  /** Null where no patrol has begun. */
  patrol: PatrolStatus | null;
  quarantine: QuarantineStatus;
}

/** What was counted of a province; instants in milliseconds since the epoch. */
export interface OperationsFacts {
  differencesOpen: number;
  /** Of those: the province shows what its own leaf does not commit to. */
  sourceDiffers: number;
  differencesMendedToday: number;
  differenceOldestAtMs: number | null;
  repairsOpen: number;
  repairsToday: number;
  quarantined: number;
  quarantinedNewestAtMs: number | null;
  patrol: Omit<PatrolStatus, 'reason'> | null;
}

/** Sums up what was counted. */
export function operationsStatus(facts: OperationsFacts): OperationsStatus {
  const { differencesOpen, sourceDiffers, differencesMendedToday, repairsOpen, repairsToday, quarantined, patrol } =
    facts;
  return {
    differences: {
      open: differencesOpen,
      mendedToday: differencesMendedToday,
      oldestOpenAt: instant(facts.differenceOldestAtMs),
      reason:
        differencesOpen === 0
          ? `没有未修复的差异，今日修复 ${differencesMendedToday} 处 (no open difference)`
          : describeOpen({ open: differencesOpen, sourceDiffers }),
    },
    repairs: {
      open: repairsOpen,
      today: repairsToday,
      reason:
        repairsOpen === 0
          ? `今日补读 ${repairsToday} 次 (no repair is open)`
          : '正在从该节点补读 (a stretch is being read)',
    },
    patrol: patrol && { ...patrol, reason: patrolReason(patrol) },
    quarantine: {
      messages: quarantined,
      newestAt: instant(facts.quarantinedNewestAtMs),
      reason:
        quarantined === 0
          ? '没有被隔离的消息 (nothing is in quarantine)'
          : `${quarantined} 条消息未能采用，原因见隔离清单 (messages were not applied; the list says why)`,
    },
  };
}

function patrolReason({ nextIndex, round, lastRoundEndedAt }: Omit<PatrolStatus, 'reason'>): string {
  const last = lastRoundEndedAt === null ? '尚未完成一轮' : `上一轮完成于 ${lastRoundEndedAt}`;
  return `第 ${round} 轮，已到第 ${nextIndex} 条，${last} (re-hashing what is stored)`;
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
