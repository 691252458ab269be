import type { Logger, Metrics } from '@necips/runtime';
import type { PatrolEvents } from './patrolled-log.ts';

/** What the patrol counts and logs, the same at both levels. */
export function createPatrolEvents(metrics: Metrics, logger: Logger): PatrolEvents {
  const leaves = metrics.counter('patrol_leaves_total', 'Leaves that the patrol has looked at', ['node']);
  const found = metrics.counter('differences_total', 'Differences at rest, by kind', ['node', 'kind']);
  const mended = metrics.counter('differences_mended_total', 'Differences that were mended, by how', ['node', 'how']);
  const contradicted = metrics.counter('patrol_contradictions_total', 'Answers of the source that no leaf commits to', [
    'node',
  ]);
  const failures = metrics.counter('patrol_failures_total', 'What could not be looked at or mended', ['node']);
  const roundEndedAt = metrics.gauge('patrol_round_timestamp_seconds', 'When a round last came to its end', ['node']);
  const roundSeconds = metrics.gauge('patrol_round_seconds', 'How long the last round took', ['node']);
  return {
    leavesPatrolled: (node, count) => leaves.inc({ node }, count),
    differenceFound(node, { kind, leafIndex }) {
      found.inc({ node, kind });
      logger.warn({ node, kind, leafIndex }, 'what is stored is not what the log says');
    },
    differenceMended(node, { kind, leafIndex, how }) {
      mended.inc({ node, how });
      logger.info({ node, kind, leafIndex, how }, 'the difference is mended');
    },
    sourceContradicts(node, leafIndex) {
      contradicted.inc({ node });
      logger.error({ node, leafIndex }, 'the other side sent what the leaf does not commit to');
    },
    mendingFailed(node, error) {
      failures.inc({ node });
      logger.warn({ node, err: error }, 'a difference could not be mended; it stays open');
    },
    roundEnded(node, { round, leaves: count, differences, durationMs }) {
      roundEndedAt.set({ node }, Date.now() / 1_000);
      roundSeconds.set({ node }, durationMs / 1_000);
      logger.debug({ node, round, leaves: count, differences, durationMs }, 'a patrol round has ended');
    },
    patrolFailed(node, error) {
      failures.inc({ node });
      logger.warn({ node, err: error }, 'the patrol could not go on; trying again');
    },
  };
}
