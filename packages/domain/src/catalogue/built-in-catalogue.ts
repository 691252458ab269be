import { REGISTRATION_FORMAT, REGISTRATION_ITEM } from '../registration/registration.ts';
import { type CatalogueVersion, CHANNELS } from './catalogue.ts';

/** Version 1 of the catalogue: what a node works by before it has ever heard of the centre. */
export const BUILT_IN_CATALOGUE: CatalogueVersion = {
  version: 1,
  // The day on which the Measures came into force.
  effectiveFrom: '2017-06-27',
  note: '系统内置的目录 (built in)',
  entries: [
    {
      item: REGISTRATION_ITEM,
      name: '登记信息',
      category: '登记备案',
      legalBasis: '《企业信息公示暂行条例》第六条；《国家企业信用信息公示系统使用运行管理办法（试行）》第七条',
      providers: [{ name: '各政府部门' }],
      publish: 'yes',
      shareScope: '各级政府部门',
      updateCycle: '实时',
      provideWorkingDays: 7,
      publishWorkingDays: 20,
      channels: CHANNELS,
      needsReview: false,
      format: REGISTRATION_FORMAT,
    },
  ],
};
