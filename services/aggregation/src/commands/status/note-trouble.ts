import type { Context } from '../../context.ts';
import type { Province, TroubleKind } from '../../province.ts';
import { updateTrouble } from '../../store/node-contact.ts';

const CHARACTERS_MAX = 500;

/** Says in the roll-up status what stands in the way of reading a province; null when nothing of this kind does any more. */
export async function noteTrouble(
  { sql }: Pick<Context, 'sql'>,
  province: Province,
  kind: TroubleKind,
  text: string | null,
): Promise<void> {
  const before = province.trouble();
  province.setTrouble(kind, text?.slice(0, CHARACTERS_MAX).toWellFormed().replaceAll('\0', '') ?? null);
  const trouble = province.trouble();
  if (trouble !== before) await updateTrouble(sql, province.node.code, trouble);
}
