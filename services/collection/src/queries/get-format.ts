import { chinaDate, type Format } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';

/** The format by which a batch is read, whether it is in force or not. Throws where the node does not know it. */
export function getFormat({ formats }: Pick<Context, 'formats'>, id: string): Format {
  const format = formats.find(id);
  if (!format) throw new Error(`the format ${id} is not known here`);
  return format;
}

/** The format of an item that is in force today. Throws `invalid`, reason `unknown_item`, and names the items that there are. */
export function getFormatInForce({ formats, now }: Pick<Context, 'formats' | 'now'>, item: string): Format {
  const today = chinaDate(now());
  const format = formats.inForce(item, today);
  if (format) return format;
  const items = formats.list(today).map((known) => ({ item: known.item, title: known.title }));
  const named = items.map((known) => `${known.item} ${known.title}`).join('、');
  const shown = item.slice(0, ITEM_CHARACTERS_SHOWN);
  throw new ServiceError('invalid', `资源目录中没有“${shown}”，可用：${named} (unknown item)`, {
    reason: 'unknown_item',
    details: { items },
  });
}

const ITEM_CHARACTERS_SHOWN = 20;
