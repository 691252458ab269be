/** What was typed into a form, by the names of its fields: texts, lists of texts, rows. */
export type DraftValues = Readonly<Record<string, unknown>>;

/** A field that two tabs have filled in differently since they last agreed. */
export interface Conflict {
  field: string;
  mine: unknown;
  theirs: unknown;
}

/**
 * Puts together what was typed here and elsewhere since both agreed on `base`: what only one has changed is as that one has it. Where
 * both have, what was typed here stands, and the field is named, so that a person decides.
 */
export function mergeValues(base: DraftValues, mine: DraftValues, theirs: DraftValues): Merge {
  const values: Record<string, unknown> = {};
  const conflicts: Conflict[] = [];
  for (const field of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const isMineNew = !isSame(mine[field], base[field]);
    const isTheirsNew = !isSame(theirs[field], base[field]);
    if (isMineNew && isTheirsNew && !isSame(mine[field], theirs[field])) {
      conflicts.push({ field, mine: mine[field], theirs: theirs[field] });
    }
    const value = isMineNew ? mine[field] : theirs[field];
    if (!isEmpty(value)) values[field] = value;
  }
  return { values, conflicts };
}

interface Merge {
  values: DraftValues;
  conflicts: Conflict[];
}

/** Whether two forms hold the same. */
export function areSameValues(one: DraftValues, other: DraftValues): boolean {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((field) => isSame(one[field], other[field]));
}

/** With one field changed; an empty one is left out. */
export function withValue(values: DraftValues, field: string, value: unknown): DraftValues {
  const { [field]: _, ...rest } = values;
  return isEmpty(value) ? rest : { ...rest, [field]: value };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isSame(one: unknown, other: unknown): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  return JSON.stringify(one) === JSON.stringify(other);
}
