import type { FormatDocument } from './document/format-document.ts';
import type { ResolvedFormatColumns } from './format.ts';

/** Prepares the reading of a file's first row; see `Format.resolveColumns`. */
export function compileColumns(document: FormatDocument): ColumnPlan {
  const byHeading = headingsOf(document);
  const shapes = Object.values(document['x-shapes'] ?? {}).map((shape) => ({
    markers: new Set(shape.markers.map(normaliseHeading)),
    headings: new Map(Object.entries(shape.headings).map(([heading, field]) => [normaliseHeading(heading), field])),
  }));
  const label = (name: string): string => document.properties[name]!.title;
  const oneOf = (document.allOf ?? []).flatMap((each) =>
    each.if ? [] : [each.anyOf?.flatMap((one) => one.required) ?? []],
  );

  return {
    fieldsOf(headings) {
      const normal = headings.map(normaliseHeading);
      const shape = shapes.find(({ markers }) => normal.some((heading) => markers.has(heading)));
      return normal.map((heading) => shape?.headings.get(heading) ?? byHeading.get(heading));
    },
    resolve(header) {
      const fields: string[] = [];
      const unknown: string[] = [];
      const duplicate: string[] = [];
      this.fieldsOf(header).forEach((field, column) => {
        if (field === undefined) unknown.push(header[column]!);
        else if (fields.includes(field)) duplicate.push(header[column]!);
        else fields.push(field);
      });
      const missing = document.required.filter((name) => !fields.includes(name)).map(label);
      for (const names of oneOf) {
        if (!names.some((name) => fields.includes(name))) missing.push(label(names[0]!));
      }
      if (unknown.length + duplicate.length + missing.length > 0) return { ok: false, unknown, missing, duplicate };
      return { ok: true, fields };
    },
  };
}

export interface ColumnPlan {
  /** The field that each heading means; undefined where it means none. */
  fieldsOf(headings: readonly string[]): (string | undefined)[];
  resolve(header: readonly string[]): ResolvedFormatColumns;
}

/** Every heading of a format, in normal form, with its field; the first of two fields that share one has it. */
export function headingsOf(document: FormatDocument): Map<string, string> {
  const headings = new Map<string, string>();
  for (const [name, field] of Object.entries(document.properties)) {
    for (const heading of [name, field.title, field['x-shortName'], ...(field['x-aliases'] ?? [])]) {
      if (heading !== undefined && !headings.has(normaliseHeading(heading)))
        headings.set(normaliseHeading(heading), name);
    }
  }
  return headings;
}

/** A heading as compared: width, white space and a byte order mark do not matter; case does. */
export function normaliseHeading(heading: string): string {
  return heading.normalize('NFKC').replace(/[\s\ufeff]/g, '');
}
