import ABN from '../../formats/ABN@1.json' with { type: 'json' };
import ALT from '../../formats/ALT@1.json' with { type: 'json' };
import BLK from '../../formats/BLK@1.json' with { type: 'json' };
import BRN from '../../formats/BRN@1.json' with { type: 'json' };
import EQU from '../../formats/EQU@1.json' with { type: 'json' };
import INS from '../../formats/INS@1.json' with { type: 'json' };
import INV from '../../formats/INV@1.json' with { type: 'json' };
import IPR from '../../formats/IPR@1.json' with { type: 'json' };
import JUD from '../../formats/JUD@1.json' with { type: 'json' };
import LIC from '../../formats/LIC@1.json' with { type: 'json' };
import LIQ from '../../formats/LIQ@1.json' with { type: 'json' };
import MOR from '../../formats/MOR@1.json' with { type: 'json' };
import PEN from '../../formats/PEN@1.json' with { type: 'json' };
import PSN from '../../formats/PSN@1.json' with { type: 'json' };
import REG from '../../formats/REG@1.json' with { type: 'json' };
import SER from '../../formats/SER@1.json' with { type: 'json' };
import SUP from '../../formats/SUP@1.json' with { type: 'json' };
import TMK from '../../formats/TMK@1.json' with { type: 'json' };
import { compileFormat } from './compile-format.ts';
import type { Format, Formats } from './format.ts';

/** The documents of the formats that the system comes with, which are version 1 of the catalogue (资源目录). */
export const BUILT_IN_DOCUMENTS: readonly unknown[] = [
  REG,
  ALT,
  PSN,
  INV,
  BRN,
  LIQ,
  MOR,
  EQU,
  IPR,
  TMK,
  LIC,
  PEN,
  INS,
  BLK,
  SUP,
  ABN,
  SER,
  JUD,
];

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
