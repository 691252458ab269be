import { normaliseHeading } from '../columns.ts';
import type { Faults } from './faults.ts';
import type { FormatDocument } from './format-document.ts';

/** No heading may mean two fields, in any file. */
export function checkHeadings(document: FormatDocument, faults: Faults): void {
  const owners = new Map<string, string>();
  for (const [name, field] of Object.entries(document.properties)) {
    for (const heading of new Set([name, field.title, field['x-shortName'], ...(field['x-aliases'] ?? [])])) {
      if (heading === undefined) continue;
      const normal = normaliseHeading(heading);
      const owner = owners.get(normal);
      if (owner !== undefined && owner !== name) {
        faults.add(`/properties/${name}`, `“${heading}”已是字段 ${owner} 的列名`, '请改用别的标签、短名或别名');
      }
      owners.set(normal, owner ?? name);
    }
  }
}
