import { isIsoDate } from '../calendar/dates.ts';
import { isProvinceNode } from '../identifiers/node.ts';
import { parseUscc } from '../identifiers/uscc.ts';
import { REGISTRATION_ITEM } from '../registration/registration.ts';
import {
  CATALOGUE_ENTRIES_MAX,
  type CatalogueEntry,
  type CatalogueVersion,
  PROVIDERS_MAX,
  type ProviderClaim,
} from './catalogue.ts';

/** One thing that is wrong with a catalogue that is to be published: where, a stable code, and words, Chinese first. */
export interface CatalogueFault {
  /** JSON pointer into the draft, e.g. `/entries/3/providers`. */
  readonly at: string;
  readonly code: string;
  readonly message: string;
}

/** What a draft is held against. */
export interface CatalogueSurroundings {
  /** The day in China, ISO date. */
  readonly today: string;
  /** The newest published version. */
  readonly latest: CatalogueVersion;
  /** Item of each format that is published or comes with the draft, by the format's id. */
  readonly formats: ReadonlyMap<string, string>;
}

/** Everything that stands against publishing a draft as the next version, apart from its format documents themselves. */
export function checkCatalogue(
  { effectiveFrom, entries }: Pick<CatalogueVersion, 'effectiveFrom' | 'entries'>,
  { today, latest, formats }: CatalogueSurroundings,
): CatalogueFault[] {
  const faults = [...checkDate(effectiveFrom, today, latest), ...checkItems(entries)];
  entries.forEach((entry, place) => faults.push(...checkEntry(entry, `/entries/${place}`, formats)));
  return faults;
}

function checkDate(effectiveFrom: string, today: string, latest: CatalogueVersion): CatalogueFault[] {
  const at = '/effectiveFrom';
  if (!isIsoDate(effectiveFrom)) {
    return [{ at, code: 'bad_date', message: `生效日期须为 2026-01-31 的形式：“${effectiveFrom}” (not a date)` }];
  }
  if (effectiveFrom < today) {
    const message =
      `生效日期 ${effectiveFrom} 早于今天 ${today}：目录不得溯及既往，已按原目录归集的信息不受影响 ` +
      '(a version is not dated back: what was collected under the version before stays as it is)';
    return [{ at, code: 'dated_back', message }];
  }
  if (effectiveFrom <= latest.effectiveFrom) {
    const message =
      `第 ${latest.version} 版自 ${latest.effectiveFrom} 起生效，新版须晚于该日生效 ` +
      '(versions take effect in their order, each on a later day than the one before)';
    return [{ at, code: 'not_after_latest', message }];
  }
  return [];
}

function checkItems(entries: readonly CatalogueEntry[]): CatalogueFault[] {
  const at = '/entries';
  const faults: CatalogueFault[] = [];
  if (entries.length > CATALOGUE_ENTRIES_MAX) {
    faults.push({ at, code: 'too_many_entries', message: `项目不得超过 ${CATALOGUE_ENTRIES_MAX} 个 (too many items)` });
  }
  if (!entries.some(({ item }) => item === REGISTRATION_ITEM)) {
    const message = '目录须含登记信息 REG：其他信息都记于它所登记的主体名下 (the registration item is missing)';
    faults.push({ at, code: 'registration_missing', message });
  }
  const first = new Map<string, number>();
  entries.forEach(({ item, providers }, place) => {
    const other = first.get(item);
    if (other === undefined) {
      first.set(item, place);
      return;
    }
    const names = [...(entries[other]?.providers ?? []), ...providers].map(({ name }) => name).join('、');
    const message = `项目 ${item} 列了两次（${names}）；多个部门提供同一项目时，请写在同一条目的提供单位中 (one entry an item)`;
    faults.push({ at: `/entries/${place}/item`, code: 'duplicate_item', message });
  });
  return faults;
}

function checkEntry(entry: CatalogueEntry, at: string, formats: ReadonlyMap<string, string>): CatalogueFault[] {
  const { item, format, provideWorkingDays, publishWorkingDays, channels } = entry;
  const faults: CatalogueFault[] = [];
  const formatItem = formats.get(format);
  if (formatItem === undefined) {
    const message = `没有格式规范 ${format}：它既未公布，也不在本草案中 (no such format)`;
    faults.push({ at: `${at}/format`, code: 'unknown_format', message });
  } else if (formatItem !== item) {
    const message = `格式规范 ${format} 属于项目 ${formatItem} (the format is of another item)`;
    faults.push({ at: `${at}/format`, code: 'format_of_other_item', message });
  }
  if (publishWorkingDays < provideWorkingDays) {
    const message = `公示期限 ${publishWorkingDays} 个工作日短于提供期限 ${provideWorkingDays} 个工作日 (due before it is handed in)`;
    faults.push({ at: `${at}/publishWorkingDays`, code: 'published_before_provided', message });
  }
  if (new Set(channels).size < channels.length || channels.length === 0) {
    faults.push({
      at: `${at}/channels`,
      code: 'bad_channels',
      message: '提供方式须至少一种且不重复 (no channel, or one twice)',
    });
  }
  return [...faults, ...checkProviders(entry, `${at}/providers`)];
}

function checkProviders({ item, providers }: CatalogueEntry, at: string): CatalogueFault[] {
  if (providers.length === 0) {
    return [{ at, code: 'no_provider', message: `项目 ${item} 没有提供单位 (nobody provides it)` }];
  }
  if (providers.length > PROVIDERS_MAX) {
    return [{ at, code: 'too_many_providers', message: `提供单位不得超过 ${PROVIDERS_MAX} 个 (too many providers)` }];
  }
  const faults = providers.flatMap((claim, place) => checkClaim(claim, `${at}/${place}`));
  providers.forEach((claim, place) => {
    if (!claim.exclusive) return;
    providers.forEach((other, otherPlace) => {
      // Two that both claim it alone are told once.
      if (otherPlace === place || (other.exclusive && otherPlace < place) || !isSameArea(claim, other)) return;
      const message =
        `项目 ${item} 由“${claim.name}”独家提供，却又列有“${other.name}” ` +
        '(one provider claims the item alone, and another is named)';
      faults.push({ at: `${at}/${otherPlace}`, code: 'exclusive_claims', message });
    });
  });
  return faults;
}

function checkClaim({ department, kind, node }: ProviderClaim, at: string): CatalogueFault[] {
  const faults: CatalogueFault[] = [];
  if (department !== undefined && kind !== undefined) {
    faults.push({ at, code: 'bad_provider', message: '提供单位写代码或类别之一 (either a department or a kind)' });
  }
  if (department !== undefined && !parseUscc(department).ok) {
    const message = `“${department}”不是统一社会信用代码 (not a unified social credit code)`;
    faults.push({ at: `${at}/department`, code: 'bad_department', message });
  }
  if (kind !== undefined && !/^[1-9ANY][1-9]$/.test(kind)) {
    const message = `“${kind}”不是统一社会信用代码的前两位 (not the first two characters of a code)`;
    faults.push({ at: `${at}/kind`, code: 'bad_kind', message });
  }
  if (node !== undefined && !isProvinceNode(node)) {
    faults.push({ at: `${at}/node`, code: 'bad_node', message: `${node} 不是公示节点 (not a publishing node)` });
  }
  return faults;
}

function isSameArea(a: ProviderClaim, b: ProviderClaim): boolean {
  return a.node === undefined || b.node === undefined || a.node === b.node;
}
