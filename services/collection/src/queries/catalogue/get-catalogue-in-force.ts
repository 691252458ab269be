import { type CatalogueVersion, chinaDate } from '@necips/domain';
import type { Context } from '../../context.ts';

/** The version of the catalogue in force today, and the next one that is known. Throws `unavailable` until it is known. */
export function getCatalogueInForce({ catalogue, now }: Pick<Context, 'catalogue' | 'now'>): {
  inForce: CatalogueVersion;
  next: CatalogueVersion | undefined;
} {
  catalogue.requireLoaded();
  const today = chinaDate(now());
  return { inForce: catalogue.inForceOn(today), next: catalogue.nextAfter(today) };
}
