import { builtInFormats } from '../format/built-in.ts';
import type { Format } from '../format/format.ts';
import { type CatalogueEntry, type CatalogueVersion, CHANNELS } from './catalogue.ts';

/** Terms of 国办函〔2016〕74号, where a format states none of its own. */
const PROVIDE_WORKING_DAYS = 7;
const PUBLISH_WORKING_DAYS = 20;

let catalogue: CatalogueVersion | undefined;

/** Version 1 of the catalogue, made of the built-in formats: what a node works by before it has ever heard of the centre. */
export function builtInCatalogue(): CatalogueVersion {
  catalogue ??= {
    version: 1,
    effectiveFrom: BUILT_IN_FROM,
    note: '系统内置的目录 (built in)',
    entries: builtInFormats().list(BUILT_IN_FROM).map(entryOf),
  };
  return catalogue;
}

/** The day on which the Measures came into force. */
const BUILT_IN_FROM = '2017-06-27';

function entryOf({ id, item, title, document }: Format): CatalogueEntry {
  const { 'x-category': category, 'x-legalBasis': legalBasis, 'x-terms': terms } = document;
  return {
    item,
    name: title,
    category,
    legalBasis: legalBasis.join('；'),
    providers: [{ name: '各政府部门' }],
    publish: 'yes',
    shareScope: '各级政府部门',
    updateCycle: '实时',
    provideWorkingDays: terms?.provideWorkingDays ?? PROVIDE_WORKING_DAYS,
    publishWorkingDays: terms?.publishWorkingDays ?? PUBLISH_WORKING_DAYS,
    channels: CHANNELS,
    needsReview: false,
    format: id,
  };
}
