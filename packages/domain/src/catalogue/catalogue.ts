/**
 * A version of the 《资源目录》 (M§10): which kinds of record exist, who hands them in, in which form, by when, and who may see them.
 * It holds from a day on until the day on which the next version takes effect.
 */
export interface CatalogueVersion {
  /** From 1; rises by one with each published version. */
  readonly version: number;
  /** First day in China on which it holds, ISO date. */
  readonly effectiveFrom: string;
  /** What it changes and why, in words. */
  readonly note: string;
  /** One for each item, in the order in which people read them. */
  readonly entries: readonly CatalogueEntry[];
}

/** One item of the catalogue. */
export interface CatalogueEntry {
  /** Three capitals, e.g. `PEN`. */
  readonly item: string;
  /** Chinese name (项目名称), e.g. 行政处罚信息. */
  readonly name: string;
  /** Chinese name of the category (类别), e.g. 行政处罚. */
  readonly category: string;
  /** Provisions that the item rests on (法律依据). */
  readonly legalBasis: string;
  /** Who provides it (提供单位); a department that none of these names does not. */
  readonly providers: readonly ProviderClaim[];
  /** Whether it is made public (是否公示): 是, 否, 依申请. Said to readers only: no node keeps an item back by it yet. */
  readonly publish: 'yes' | 'no' | 'on_request';
  /** With whom it is shared (共享范围), in words. */
  readonly shareScope: string;
  /** How often it is brought up to date (更新周期), in words. */
  readonly updateCycle: string;
  /** Working days from its production within which the department hands it in (国办函〔2016〕74号: 7). */
  readonly provideWorkingDays: number;
  /** Working days from its production within which it is public (国办函〔2016〕74号: 20). Said to readers only: what is valid is published at once. */
  readonly publishWorkingDays: number;
  /** By which ways it comes in (M§8). */
  readonly channels: readonly Channel[];
  /** Whether a second person reviews what was entered online before it is recorded; files and interfaces are not reviewed. */
  readonly needsReview: boolean;
  /** The format (格式规范) of its records, e.g. `PEN@1`. */
  readonly format: string;
}

/** A department, a kind of departments, or with neither every department. */
export interface ProviderClaim {
  /** USCC of the one department that is meant. */
  readonly department?: string;
  /** The first two characters of the USCCs that are meant (登记管理部门、机构类别), e.g. `11` for organs of state. */
  readonly kind?: string;
  /** Who that is, in Chinese. */
  readonly name: string;
  /** Six digits: only what is handed in to this node; absent: to any. */
  readonly node?: string;
  /** Nobody else provides the item there (独家提供). */
  readonly exclusive?: boolean;
}

/** 在线录入, 批量导入, 数据接口, and pulling from a department's own database (M§8). */
export const CHANNELS = ['entry', 'import', 'interface', 'connector'] as const;

export type Channel = (typeof CHANNELS)[number];

/** Chinese names of the channels. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  entry: '在线录入',
  import: '批量导入',
  interface: '数据接口',
  connector: '数据库对接',
};

/** Items of one version. */
export const CATALOGUE_ENTRIES_MAX = 500;
/** Providers that one entry names. */
export const PROVIDERS_MAX = 1_000;
/** Bytes of a version as it travels: well below what a Kafka message may hold. */
export const CATALOGUE_BYTES_MAX = 524_288;
/** Bytes of a format document as it travels. */
export const FORMAT_BYTES_MAX = 262_144;

/** The version in force on a day (ISO date): the newest whose first day has come. */
export function versionInForce<V extends Pick<CatalogueVersion, 'version' | 'effectiveFrom'>>(
  versions: readonly V[],
  on: string,
): V | undefined {
  return versions.filter((each) => each.effectiveFrom <= on).reduce<V | undefined>(newer, undefined);
}

/** The next version that has not taken effect on a day (ISO date). */
export function nextVersion<V extends Pick<CatalogueVersion, 'version' | 'effectiveFrom'>>(
  versions: readonly V[],
  on: string,
): V | undefined {
  return versions
    .filter((each) => each.effectiveFrom > on)
    .reduce<V | undefined>((first, each) => (first && first.version < each.version ? first : each), undefined);
}

function newer<V extends Pick<CatalogueVersion, 'version'>>(found: V | undefined, each: V): V {
  return found && found.version > each.version ? found : each;
}
