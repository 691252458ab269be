/** A registration record (登记信息), item REG, format version 1; M§7, Decree 654 §6. */
import type { Capital } from './capital.ts';

/** Catalogue item (资源目录) of registration. */
export const REGISTRATION_ITEM = 'REG';

/** Item and version of the format, as in a record's head. */
export const REGISTRATION_FORMAT = 'REG@1';

/**
 * The public part of a registration record: what the public page shows. All texts are NFC without surplus white space;
 * what was not submitted is absent, in particular an absent status is never taken for 存续.
 */
export type RegistrationBody = {
  /** Published name (企业名称). */
  name: string;
  /** Unified social credit code (统一社会信用代码), upper case. A subject has this or a registration number, or both. */
  code?: string;
  /** Registration number (注册号), 15 or 13 digits. */
  registrationNumber?: string;
  /** Former names (曾用名), in the order submitted. */
  formerNames?: string[];
  /** Subject type, CA16, where `typeText` names one exactly. */
  type?: string;
  /** Subject type (企业类型) as submitted. */
  typeText?: string;
  /** Registration status, REGSTATE, where `statusText` names one exactly. */
  status?: string;
  /** Registration status (登记状态) as submitted. */
  statusText?: string;
  /** Legal representative, person in charge, operator, investor, managing partner (法定代表人/负责人/经营者/…). */
  legalRepresentative?: string;
  /** Registered capital (注册资金, 注册资本). */
  capital?: Capital;
  /** Business scope (经营范围). */
  businessScope?: string;
  /** Date of establishment (成立日期, 注册日期), ISO. */
  establishedOn: string;
  /** Short name of the province (所在省份); the node's own where none was submitted. */
  province: string;
  /** Region within the province (地区), as submitted. */
  region?: string;
  /** Domicile or place of business (住所, 注册地址). */
  address?: string;
  /** Registration authority (登记机关). */
  registrationAuthority?: string;
};
