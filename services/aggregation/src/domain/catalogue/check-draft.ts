import type { FormatDigest } from '@necips/domain';
import {
  CATALOGUE_BYTES_MAX,
  type CatalogueFault,
  type CatalogueVersion,
  checkCatalogue,
  compareCatalogues,
  writeCatalogueDocument,
} from '@necips/domain';
import { digestOf, type KnownFormat } from './known-format.ts';
import { checkFormatDocument } from './read-format-document.ts';

/** A draft as it would be published. */
export interface CheckedDraft {
  /** All that stands against it; empty for a draft that may be published. */
  faults: CatalogueFault[];
  /** Formats that its entries name, with their digests; those that exist. */
  named: KnownFormat[];
}

/** Everything that stands against publishing a draft as the next version. */
export function checkDraft(
  draft: Pick<CatalogueVersion, 'effectiveFrom' | 'note' | 'entries'>,
  documents: readonly { id: string; document: string }[],
  { today, latest, formats }: { today: string; latest: CatalogueVersion; formats: ReadonlyMap<string, KnownFormat> },
): CheckedDraft {
  const faults: CatalogueFault[] = [];
  const known = new Map(formats);
  for (const { id, document } of documents) {
    const at = `/formats/${id}`;
    const checked = checkFormatDocument(JSON.parse(document));
    if (!checked.ok) {
      faults.push(
        ...checked.faults.map((fault) => ({ at: at + fault.at, code: 'faulty_format', message: fault.message })),
      );
      continue;
    }
    faults.push(...checkSuccession(checked.format, formats).map((fault) => ({ ...fault, at })));
    if (!draft.entries.some(({ format }) => format === id)) {
      faults.push({ at, code: 'unused_format', message: `没有条目使用格式规范 ${id} (no entry names the format)` });
    }
    // A published format stays what it is, whatever a draft brings under its id.
    if (!formats.has(id)) known.set(id, checked.format);
  }
  const items = new Map([...known.values()].map(({ id, item }) => [id, item]));
  faults.push(...checkCatalogue(draft, { today, latest, formats: items }));
  if (compareCatalogues(latest, draft).length === 0 && documents.length === 0) {
    const message = `与第 ${latest.version} 版没有差别 (nothing differs from the version before)`;
    faults.push({ at: '/entries', code: 'nothing_changed', message });
  }
  const named = [...new Set(draft.entries.map(({ format }) => format))].flatMap((id) => known.get(id) ?? []);
  const bytes = Buffer.byteLength(documentOf(latest.version + 1, draft, named));
  if (bytes > CATALOGUE_BYTES_MAX) {
    const message = `目录 ${bytes} 字节，不得超过 ${CATALOGUE_BYTES_MAX} 字节 (too large)`;
    faults.push({ at: '/entries', code: 'too_large', message });
  }
  return { faults, named };
}

/** The bytes that are published and signed. */
export function documentOf(
  version: number,
  draft: Pick<CatalogueVersion, 'effectiveFrom' | 'note' | 'entries'>,
  named: readonly KnownFormat[],
): string {
  const formats: FormatDigest[] = named.map((format) => ({ id: format.id, digest: digestOf(format) }));
  const { effectiveFrom, note, entries } = draft;
  return writeCatalogueDocument({ version, effectiveFrom, note, entries, formats });
}

/** What a format may not change against those of its item before it. */
function checkSuccession(format: KnownFormat, formats: ReadonlyMap<string, KnownFormat>): Omit<CatalogueFault, 'at'>[] {
  const { id, item, version, document, keyFields, keyRule } = format;
  const published = formats.get(id);
  if (published && published.document !== document) {
    const message =
      `格式规范 ${id} 已公布，内容不得更改；请另立第 ${version + 1} 版 ` +
      '(a published format never changes, because records were read by it: a change is a new version)';
    return [{ code: 'format_changed', message }];
  }
  if (published) return [];
  const latest = Math.max(0, ...[...formats.values()].filter((each) => each.item === item).map((each) => each.version));
  if (version !== latest + 1) {
    const message = `${item} 的下一版格式规范是 ${item}@${latest + 1} (versions of a format follow one another)`;
    return [{ code: 'format_version_gap', message }];
  }
  const before = formats.get(`${item}@${latest}`);
  if (!before || before.keyRule === keyRule) return [];
  const [earlier, later] = [before.keyFields.join('、'), keyFields.join('、')];
  const what = earlier === later ? `业务主键 ${later} 的组成或读法变了` : `业务主键由 ${earlier} 变为 ${later}`;
  const message =
    `${what}：同一信息会成为两条记录，` +
    '原记录无法更正或撤下；主键不同的信息请另立项目 ' +
    '(the business key is a record’s identity: with another one every record would be there twice, and the earlier one beyond correction)';
  return [{ code: 'business_key_changed', message }];
}
