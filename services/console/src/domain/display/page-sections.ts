import { PAGE_TEMPLATES, type PageTemplate, templateFor } from './page-templates.ts';
import type { ShownFormat } from './shown-format.ts';

/** One section of a subject's page. */
export interface PageSection {
  /** Catalogue item, three capitals. */
  item: string;
  title: string;
}

/**
 * The sections of a subject's page, those without a record too: what its template has; items that came with the catalogue since and
 * can be about such a subject, or about any; and whatever else is published of it, which no template may hide.
 */
export function sectionsOf(
  { type, code }: { type: string | null; code: string },
  formats: Iterable<ShownFormat>,
  recorded: readonly string[],
): PageSection[] {
  const template = templateFor(type, code);
  const latest = new Map([...formats].map((format) => [format.item, format]));
  const added = [...latest.values()].filter((format) => !TEMPLATE_ITEMS.has(format.item) && isAbout(format, template));
  const items = new Set([...template.items, ...added.map(({ item }) => item), ...recorded]);
  return [...items].map((item) => ({ item, title: latest.get(item)?.title ?? item }));
}

const TEMPLATE_ITEMS: ReadonlySet<string> = new Set(PAGE_TEMPLATES.flatMap(({ items }) => items));

function isAbout({ subjectKinds }: ShownFormat, { kind }: PageTemplate): boolean {
  return subjectKinds === undefined || kind === undefined || subjectKinds.includes(kind);
}
