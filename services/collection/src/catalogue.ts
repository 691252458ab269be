import {
  builtInCatalogue,
  builtInFormats,
  type CanonicalValue,
  type CatalogueDocument,
  type CatalogueEntry,
  type CatalogueVersion,
  canonicalJson,
  compileFormat,
  type Format,
  type Formats,
  nextVersion,
  readCatalogueDocument,
  versionInForce,
} from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import { documentDigest } from '@necips/tlog';

/**
 * The catalogue (资源目录) and the formats (格式规范) by which this node works: the built-in ones, and what the centre has published.
 * A version takes effect on its day by itself, because everything asks for a day. Each format is compiled once.
 */
export class Catalogue implements Formats {
  #versions: readonly (CatalogueVersion & Partial<Pick<CatalogueDocument, 'formats'>>)[] = [builtInCatalogue()];
  readonly #formats = new Map<string, { format: Format; digest: string }>();
  readonly #heard = new Set<string>();
  #faults: readonly string[] = [];
  #isLoaded = false;

  constructor() {
    const { effectiveFrom } = builtInCatalogue();
    for (const format of builtInFormats().list(effectiveFrom)) {
      // What the release brings along has been read by the checker: it is JSON.
      const document = canonicalJson(format.document as unknown as CanonicalValue);
      this.#formats.set(format.id, { format, digest: documentDigest(Buffer.from(document)) });
    }
  }

  /** Takes in everything that the centre is known to have published, canonical JSON; true where that is more than before. */
  hold({ versions, formats }: { versions: readonly string[]; formats: readonly string[] }): boolean {
    const faults: string[] = [];
    const before = this.#versions.length + this.#heard.size;
    for (const document of formats) this.#holdFormat(document, faults);
    this.#versions = [builtInCatalogue(), ...versions.map(readCatalogueDocument)];
    this.#faults = faults;
    this.#isLoaded = true;
    return this.#versions.length + this.#heard.size > before;
  }

  /** Throws `unavailable` until it is known what the centre has published. */
  requireLoaded(): void {
    if (this.#isLoaded) return;
    const message = '尚未读到资源目录，请稍后再试 (the catalogue is not read yet)';
    throw new ServiceError('unavailable', message, { reason: 'catalogue_not_loaded' });
  }

  /** What cannot be used, in words: formats that this release does not understand. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  get newestVersion(): number {
    return Math.max(...this.#versions.map(({ version }) => version));
  }

  /** The version in force on a day, ISO date. */
  inForceOn(on: string): CatalogueVersion {
    return versionInForce(this.#versions, on) ?? builtInCatalogue();
  }

  /** The next version that is known and not in force on a day. */
  nextAfter(on: string): CatalogueVersion | undefined {
    return nextVersion(this.#versions, on);
  }

  /** What the version in force on a day says of an item. */
  entry(item: string, on: string): CatalogueEntry | undefined {
    return this.inForceOn(on).entries.find((entry) => entry.item === item);
  }

  inForce(item: string, on: string): Format | undefined {
    const version: Partial<CatalogueDocument> = this.inForceOn(on);
    const id = this.entry(item, on)?.format ?? '';
    const known = this.#formats.get(id);
    const expected = version.formats?.find((format) => format.id === id)?.digest;
    // A version says which content its formats have: another one under the same id is not meant.
    return known && (expected === undefined || expected === known.digest) ? known.format : undefined;
  }

  find(id: string): Format | undefined {
    return this.#formats.get(id)?.format;
  }

  /** Every format that this node knows, in force or not: records of all of them may be shown. */
  known(): Format[] {
    return [...this.#formats.values()].map(({ format }) => format);
  }

  list(on: string): readonly Format[] {
    return this.inForceOn(on).entries.flatMap(({ item }) => this.inForce(item, on) ?? []);
  }

  #holdFormat(document: string, faults: string[]): void {
    const digest = documentDigest(Buffer.from(document));
    const value: unknown = JSON.parse(document);
    const { 'x-item': item, 'x-version': version }: Record<string, unknown> = Object(value);
    const id = `${String(item)}@${String(version)}`;
    this.#heard.add(id);
    if (this.#formats.get(id)?.digest === digest) return;
    const compiled = compileFormat(value);
    if (compiled.ok) {
      this.#formats.set(id, { format: compiled.format, digest });
      return;
    }
    // The centre may be of a later release; after an update of this one it is understood.
    const [fault] = compiled.faults;
    faults.push(`格式规范 ${id} 无法理解，须升级本节点软件：${fault?.where} ${fault?.what}`);
  }
}
