import type { Kind } from './kind.ts';

/** A short text on one line. */
export const TEXT: Kind = { type: 'string', charactersMax: 200, compile: (field) => take(field.slot) };

/** A long text; its line breaks are recorded as spaces, as a page shows them. */
export const MULTILINE: Kind = { ...TEXT, charactersMax: 20_000, multiline: true };

/** Names with semicolons between them, each recorded once, in the order submitted. */
export const NAMES: Kind = {
  type: 'array',
  charactersMax: 2000,
  multiline: true,
  compile: ({ slot }) => {
    return (text, row) => {
      const names = text.split(/[;；|]/).map((name) => name.trim());
      row.values[slot] = [...new Set(names)].filter((name) => name !== '');
    };
  },
};

function take(slot: number): ReturnType<Kind['compile']> {
  return (text, row) => {
    row.values[slot] = text;
  };
}
