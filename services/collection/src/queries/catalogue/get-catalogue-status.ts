import { chinaDate } from '@necips/domain';
import type { Context } from '../../context.ts';
import { type CatalogueContact, readContact } from '../../store/catalogue/refusals.ts';

/** By which catalogue the node works, and what it has heard of the centre. */
export interface CatalogueStatus extends Omit<CatalogueContact, 'heardSince'> {
  /** The version in force today, from 1. */
  version: number;
  /** ISO date. */
  effectiveFrom: string;
  /** The next version, that is known and not in force yet. */
  next: { version: number; effectiveFrom: string } | null;
  /** When the first document of the centre came; null while the node works by the built-in catalogue alone. */
  heardSince: string | null;
  /** In words. */
  reason: string;
}

export async function getCatalogueStatus({
  sql,
  catalogue,
  now,
}: Pick<Context, 'sql' | 'catalogue' | 'now'>): Promise<CatalogueStatus> {
  const today = chinaDate(now());
  const { heardSince, ...contact } = await readContact(sql);
  const { version, effectiveFrom } = catalogue.inForceOn(today);
  const next = catalogue.nextAfter(today);
  return {
    ...contact,
    version,
    effectiveFrom,
    next: next ? { version: next.version, effectiveFrom: next.effectiveFrom } : null,
    heardSince: heardSince?.toISOString() ?? null,
    reason: reasonOf(contact, version, catalogue.faults),
  };
}

function reasonOf({ refused }: Pick<CatalogueContact, 'refused'>, version: number, faults: readonly string[]): string {
  if (faults.length > 0) return `${faults.join('；')} (a part of the catalogue cannot be used)`;
  if (refused > 0)
    return `${refused} 条消息未予采信，现行目录不受影响 (messages were not believed; the catalogue stands)`;
  return version === 1
    ? '按系统内置的目录办理 (by the built-in catalogue)'
    : `按第 ${version} 版目录办理 (by the centre’s catalogue)`;
}
