import { type CanonicalValue, canonicalJson } from '../text/canonical-form.ts';
import type { CatalogueEntry, CatalogueVersion } from './catalogue.ts';

/** What becomes of one item from one version to another. */
export interface CatalogueChange {
  readonly item: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Members of the entry that differ, each as JSON; of an added or removed item none. */
  readonly members: readonly { member: string; before: string; after: string }[];
}

/** How two versions of the catalogue differ, item by item, in the order of the later one. */
export function compareCatalogues(
  before: Pick<CatalogueVersion, 'entries'>,
  after: Pick<CatalogueVersion, 'entries'>,
): CatalogueChange[] {
  const earlier = new Map(before.entries.map((entry) => [entry.item, entry]));
  const changes = after.entries.flatMap((entry): CatalogueChange[] => {
    const other = earlier.get(entry.item);
    earlier.delete(entry.item);
    if (!other) return [{ item: entry.item, change: 'added', members: [] }];
    const members = differing(other, entry);
    return members.length === 0 ? [] : [{ item: entry.item, change: 'changed', members }];
  });
  const removed = [...earlier.keys()].map((item): CatalogueChange => ({ item, change: 'removed', members: [] }));
  return [...changes, ...removed];
}

function differing(before: CatalogueEntry, after: CatalogueEntry) {
  const [earlier, later] = [textsOf(before), textsOf(after)];
  const members = [...new Set([...earlier.keys(), ...later.keys()])];
  return members
    .map((member) => ({ member, before: earlier.get(member) ?? '', after: later.get(member) ?? '' }))
    .filter((each) => each.before !== each.after);
}

function textsOf(entry: CatalogueEntry): Map<string, string> {
  const members = Object.entries(entry) as [string, CanonicalValue][];
  return new Map(members.map(([member, value]) => [member, canonicalJson(value)]));
}
