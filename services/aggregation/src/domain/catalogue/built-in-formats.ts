import { builtInCatalogue, builtInFormats } from '@necips/domain';
import { type KnownFormat, knownFormat } from './known-format.ts';

let known: KnownFormat[] | undefined;

/** The formats that every release brings along. */
export function builtInKnownFormats(): readonly KnownFormat[] {
  known ??= builtInFormats().list(builtInCatalogue().effectiveFrom).map(knownFormat);
  return known;
}
