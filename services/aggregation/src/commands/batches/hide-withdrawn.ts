import {
  applyChanges,
  type Change,
  findRecordIdsByPseudonym,
  findRecords,
  type HiddenRecord,
  insertHidden,
} from '@necips/exchange';
import type { Context } from '../../context.ts';
import { lockNodeState } from '../../store/node-state.ts';
import { eraseFromQuarantine } from '../../store/quarantine.ts';

/**
 * Withdraws records before their withdrawing leaves have their turn, past any backlog or stop: in one transaction they are noted as
 * hidden, record, content and subject are gone, and so is what quarantine holds of them. Leaves that are applied already, and
 * what is hidden already, change nothing. Returns how many records were shown until now.
 */
export async function hideWithdrawn(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  node: string,
  generation: number,
  withdrawn: readonly HiddenRecord[],
): Promise<number> {
  if (withdrawn.length === 0) return 0;
  const shown = await sql.begin(async (tx) => {
    const { tail } = await lockNodeState(tx, node);
    if (tail.generation !== generation) return 0;
    const log = { node, generation };
    const ahead = withdrawn.filter(({ leafIndex }) => leafIndex >= tail.size);
    const pseudonyms = await insertHidden(tx, log, ahead, now());
    if (pseudonyms.length === 0) return 0;
    await eraseFromQuarantine(tx, node, pseudonyms);
    const records = await findRecords(tx, node, await findRecordIdsByPseudonym(tx, node, pseudonyms));
    const leafOf = new Map(ahead.map(({ pseudonym, leafIndex }) => [pseudonym, leafIndex]));
    const changes = [...records].map(
      ([recordId, { pseudonym, version, subjectId, item, timeMs }]): Change => ({
        ...NO_CONTENT,
        op: 'withdraw',
        recordId,
        item,
        subjectId,
        version: version + 1,
        leafIndex: leafOf.get(pseudonym) ?? tail.size,
        timeMs,
        pseudonym,
      }),
    );
    if (changes.length > 0) await applyChanges(tx, log, changes, records);
    return changes.length;
  });
  return shown;
}

const NO_CONTENT = { salt: new Uint8Array(), head: '', publicPart: '', restrictedPart: '' } as const;
