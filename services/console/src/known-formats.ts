import { builtInFormats, compileFormat, type Format, type FormatField } from '@necips/domain';
import type { Context } from './context.ts';
import type { ShownField, ShownFormat } from './domain/display/shown-format.ts';

/** What the services behind have heard of is asked for this often at most. */
const FRESH_MS = 30_000;
const TIMEOUT_MS = 3_000;
/** Formats taken over at a time; a catalogue has some dozens. */
const FORMATS_MAX = 2_000;

/**
 * The formats whose records pages can show with labels: the built-in ones, and those of the catalogue that this node has heard of
 * since (M§10), in force or not, so that a new item needs no new release of the console. While the service behind is away, those
 * that are known stay.
 */
export class KnownFormats {
  readonly #means: Pick<Context, 'node' | 'config' | 'events' | 'now'>;
  readonly #shown = new Map<string, ShownFormat>();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(means: Pick<Context, 'node' | 'config' | 'events' | 'now'>) {
    this.#means = means;
    for (const format of builtInFormats().list(new Date(means.now()).toISOString().slice(0, 10))) this.#hold(format);
  }

  /** All that is known; asks the service behind where the last answer is old. An earlier version of a format goes before a later one. */
  async list(): Promise<ShownFormat[]> {
    if (this.#means.now() - this.#askedAtMs > FRESH_MS) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined;
      });
    }
    await this.#asking;
    return [...this.#shown.values()].sort((a, b) => a.version - b.version);
  }

  async #ask(): Promise<void> {
    const { events, now } = this.#means;
    this.#askedAtMs = now();
    try {
      const base = this.#address();
      const { items } = base ? await read<{ items: { id: string }[] }>(base) : { items: [] };
      for (const { id } of items.filter((listed) => !this.#shown.has(listed.id)).slice(0, FORMATS_MAX)) {
        // A published format never changes, so each is read once. What a later release alone understands is shown without labels.
        const compiled = compileFormat(await read<unknown>(`${base}/${encodeURIComponent(id)}`));
        if (compiled.ok) this.#hold(compiled.format);
      }
    } catch (error) {
      events.formatsNotHeard(error);
    }
  }

  #address(): string | undefined {
    const { node, config } = this.#means;
    const { exchange, collection } = config.upstream;
    if (node === CENTRE) return `${exchange}/v1/formats`;
    return collection && `${collection}/v1/known-formats`;
  }

  #hold({ id, item, version, title, fields, isRegistration, document }: Format): void {
    const { 'x-subjectKinds': subjectKinds, 'x-producedOn': producedOn, 'x-subject': subject } = document;
    // A registration is where its subject is told; everything else repeats it.
    const ofSubject = isRegistration ? [] : Object.values(subject);
    const shown = fields
      .filter(({ visibility }) => visibility === 'public')
      .flatMap((field) => toFields(field, document.properties[field.name]?.items?.properties))
      .map((field) => (ofSubject.includes(field.name) ? { ...field, isOfSubject: true as const } : field));
    this.#shown.set(id, {
      id,
      item,
      version,
      title,
      fields: shown,
      ...(subjectKinds && { subjectKinds }),
      ...(producedOn && { producedOn }),
    });
  }
}

const CENTRE = '100000';

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return (await response.json()) as T;
}

function toFields({ name, label, kind, codes }: FormatField, rows: DocumentProperties | undefined): ShownField[] {
  // A body has type and status both as read (a code) and as written; a page shows what was written.
  if (kind === 'subjectType' || kind === 'subjectStatus') {
    return [
      { name: `${name}Text`, label, kind: 'text' },
      { name, label, kind: 'hidden' },
    ];
  }
  const members = rows && Object.entries(rows).map(([member, property]) => toMember(member, property));
  return [{ name, label, kind, ...(codes && { codes: labelsOf(codes) }), ...(members && { members }) }];
}

function toMember(name: string, { title, 'x-kind': kind, 'x-codes': codes }: DocumentProperty): ShownField {
  return { name, label: title, kind, ...(codes && { codes: labelsOf(codes) }) };
}

function labelsOf(codes: readonly { code: string; label: string }[]): Record<string, string> {
  return Object.fromEntries(codes.map(({ code, label }) => [code, label]));
}

type DocumentProperties = Format['document']['properties'];
type DocumentProperty = DocumentProperties[string];
