import { aBlacklisting, aLicence, anInspection, aPenalty, aSupport } from './departments.ts';
import { aJudicialFreeze, anAbnormality, aSeriousListing } from './lists.ts';
import { aMortgage, anEquityPledge, anIntellectualPledge, aTrademark } from './pledges.ts';
import { aBranch, aLiquidation, anAlteration, anInvestment, aPersonnel } from './registry.ts';
import type { MakeRecord } from './sample-record.ts';

/** How records of each item but registration are made up. */
export const RECORDS: Readonly<Record<string, MakeRecord>> = {
  ALT: anAlteration,
  PSN: aPersonnel,
  INV: anInvestment,
  BRN: aBranch,
  LIQ: aLiquidation,
  MOR: aMortgage,
  EQU: anEquityPledge,
  IPR: anIntellectualPledge,
  TMK: aTrademark,
  LIC: aLicence,
  PEN: aPenalty,
  INS: anInspection,
  BLK: aBlacklisting,
  SUP: aSupport,
  ABN: anAbnormality,
  SER: aSeriousListing,
  JUD: aJudicialFreeze,
};
