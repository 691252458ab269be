import { isIsoDate } from '../calendar/dates.ts';
import { canonicalJson } from '../text/canonical-form.ts';
import { type CatalogueEntry, type CatalogueVersion, CHANNELS } from './catalogue.ts';

/** A version as it is published: with the digests of the formats that its entries name, so that none can be put in their place. */
export interface CatalogueDocument extends CatalogueVersion {
  readonly formats: readonly FormatDigest[];
}

/** Which content a format's id stands for. */
export interface FormatDigest {
  /** As an entry names it. */
  readonly id: string;
  /** SHA-256 of the document's canonical JSON, base64. */
  readonly digest: string;
}

/** The document of a version, canonical JSON. */
export function writeCatalogueDocument({ version, effectiveFrom, note, entries, formats }: CatalogueDocument): string {
  return canonicalJson({
    version,
    effectiveFrom,
    note,
    entries: entries.map((entry) => ({ ...entry, providers: entry.providers.map((claim) => ({ ...claim })) })),
    formats: formats.map(({ id, digest }) => ({ id, digest })),
  });
}

/**
 * A version out of its document. Members that this release does not know are passed over, so that a later centre may add some; what
 * it needs and does not find throws a TypeError.
 */
export function readCatalogueDocument(text: string): CatalogueDocument {
  const { version, effectiveFrom, note, entries, formats } = membersOf(JSON.parse(text), 'the version');
  return {
    version: count(version, 'version'),
    effectiveFrom: isIsoDate(String(effectiveFrom)) ? String(effectiveFrom) : wrong('effectiveFrom'),
    note: textOf(note, 'note'),
    entries: listOf(entries, 'entries').map(readEntry),
    formats: listOf(formats, 'formats').map((each) => {
      const { id, digest } = membersOf(each, 'formats');
      return { id: textOf(id, 'formats/id'), digest: textOf(digest, 'formats/digest') };
    }),
  };
}

function readEntry(value: unknown): CatalogueEntry {
  const entry = membersOf(value, 'entries');
  const text = (member: string) => textOf(entry[member], `entries/${member}`);
  const { publish } = entry;
  return {
    item: text('item'),
    name: text('name'),
    category: text('category'),
    legalBasis: text('legalBasis'),
    providers: listOf(entry['providers'], 'entries/providers').map(readClaim),
    publish: publish === 'yes' || publish === 'no' || publish === 'on_request' ? publish : wrong('entries/publish'),
    shareScope: text('shareScope'),
    updateCycle: text('updateCycle'),
    provideWorkingDays: count(entry['provideWorkingDays'], 'entries/provideWorkingDays'),
    publishWorkingDays: count(entry['publishWorkingDays'], 'entries/publishWorkingDays'),
    // A channel of a later release is none of this one's.
    channels: CHANNELS.filter((channel) => listOf(entry['channels'], 'entries/channels').includes(channel)),
    needsReview: entry['needsReview'] === true,
    format: text('format'),
  };
}

function readClaim(value: unknown) {
  const { department, kind, name, node, exclusive } = membersOf(value, 'entries/providers');
  return {
    ...(department !== undefined && { department: textOf(department, 'providers/department') }),
    ...(kind !== undefined && { kind: textOf(kind, 'providers/kind') }),
    name: textOf(name, 'providers/name'),
    ...(node !== undefined && { node: textOf(node, 'providers/node') }),
    ...(exclusive !== undefined && { exclusive: exclusive === true }),
  };
}

function membersOf(value: unknown, where: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : wrong(where);
}

function listOf(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : wrong(where);
}

function textOf(value: unknown, where: string): string {
  return typeof value === 'string' ? value : wrong(where);
}

function count(value: unknown, where: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(where);
}

function wrong(where: string): never {
  throw new TypeError(`资源目录文件的 ${where} 不合规定 (not as a catalogue has it)`);
}
