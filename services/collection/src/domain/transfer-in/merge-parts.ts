/** A part of a record: canonical JSON taken apart. */
type Part = Readonly<Record<string, unknown>>;

/**
 * The values of a record from its parts, as its format reads them. A list stands in every part that its rows have members of, row by
 * row. Undefined where these are no two parts of one record.
 */
export function mergeParts(publicPart: string, restrictedPart: string): Part | undefined {
  const shown = parsePart(publicPart);
  const restricted = restrictedPart === '' ? {} : parsePart(restrictedPart);
  if (!shown || !restricted) return undefined;
  const merged: Record<string, unknown> = { ...shown };
  for (const [name, value] of Object.entries(restricted)) {
    const rows = Object.hasOwn(shown, name) ? mergeRows(shown[name], value) : value;
    if (rows === undefined) return undefined;
    merged[name] = rows;
  }
  return merged;
}

function mergeRows(a: unknown, b: unknown): Part[] | undefined {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return undefined;
  const [rows, others]: unknown[][] = [a, b];
  if (!rows?.every(isPart) || !others?.every(isPart)) return undefined;
  return rows.map((row, place) => ({ ...row, ...others[place] }));
}

function parsePart(text: string): Part | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPart(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
