import type { necips } from '@necips/proto';
import { ServiceError, type Sql } from '@necips/runtime';
import { SOURCE_LEAVES_MAX } from '../patrol/leaves/leaf-source.ts';
import { readSourceLeaves } from '../patrol/leaves/read-source-leaves.ts';

/**
 * Answers `LogService.ReadLeaves` from a stored log of `size` leaves: single leaves with the content that they still have.
 * Throws `invalid` for more indexes than may be asked for at once, `not_found` for another generation.
 */
export async function* readLeavesOf(
  sql: Sql,
  log: { node: string; generation: number; size: number },
  request: necips.log.v1.ReadLeavesRequest.$Properties,
): AsyncGenerator<necips.log.v1.ReadLeavesResponse.$Properties> {
  const { generation, leafIndexes } = request as necips.log.v1.ReadLeavesRequest;
  if (leafIndexes.length > SOURCE_LEAVES_MAX) {
    throw new ServiceError('invalid', `一次最多读取 ${SOURCE_LEAVES_MAX} 条叶 (too many leaf indexes)`, {
      reason: 'too_many_leaves',
      details: { max: SOURCE_LEAVES_MAX },
    });
  }
  if (generation !== log.generation) {
    throw new ServiceError('not_found', `没有第 ${generation} 代日志 (no such log generation)`, {
      reason: 'no_such_generation',
    });
  }
  for (const { leafIndex, successorIndex, ...leaf } of await readSourceLeaves(sql, log, leafIndexes)) {
    yield { leafIndex, successorIndex, leaf };
  }
}
