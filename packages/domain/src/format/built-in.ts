import LIC from '../../formats/LIC@1.json' with { type: 'json' };
import PEN from '../../formats/PEN@1.json' with { type: 'json' };
import REG from '../../formats/REG@1.json' with { type: 'json' };
import { compileFormat } from './compile-format.ts';
import type { Format, Formats } from './format.ts';

/** The documents of the formats that the system comes with, which are version 1 of the catalogue (资源目录). */
export const BUILT_IN_DOCUMENTS: readonly unknown[] = [REG, LIC, PEN];

let formats: Formats | undefined;

/** The formats of the built-in documents, in force on any day. Compiled once. */
export function builtInFormats(): Formats {
  formats ??= formatsOf(BUILT_IN_DOCUMENTS.map(compiled));
  return formats;
}

function compiled(document: unknown): Format {
  const result = compileFormat(document);
  if (result.ok) return result.format;
  throw new TypeError(`a built-in format is none: ${JSON.stringify(result.faults)}`);
}

function formatsOf(list: readonly Format[]): Formats {
  const byId = new Map(list.map((format) => [format.id, format]));
  const byItem = new Map(list.map((format) => [format.item, format]));
  return {
    inForce: (item) => byItem.get(item),
    find: (id) => byId.get(id),
    list: () => list,
  };
}
