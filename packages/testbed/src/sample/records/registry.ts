import { makeUscc } from '@necips/domain';
import { aDate, aPerson } from '../subject.ts';
import { type MakeRecord, regulator, yearsAfter } from './sample-record.ts';

const ALTERATIONS = ['法定代表人变更', '住所变更', '经营范围变更', '注册资本变更', '名称变更'];
const POSITIONS = ['董事长', '董事', '监事', '总经理', '财务负责人'];

/** 变更. */
export const anAlteration: MakeRecord = ({ random, subject, number }) => ({
  item: random.pick(ALTERATIONS),
  alteredOn: aDate(random, 2018, 7),
  sequence: String(number + 1),
  before: aPerson(random),
  after: subject.person,
  authority: regulator(subject),
});

/** 主要人员. */
export const aPersonnel: MakeRecord = ({ random, number }) => ({
  personName: aPerson(random),
  position: random.pick(POSITIONS),
  sequence: String(number + 1),
  isLegalRepresentative: '2',
  ...anIdentity('person', random.below(28)),
});

/** 股东及出资. */
export const anInvestment: MakeRecord = ({ random, number }) => {
  const amount = String((1 + random.below(90)) * 10);
  const isPerson = random.below(4) > 0;
  return {
    investor: isPerson ? aPerson(random) : `某投资${number + 1}有限公司`,
    investorType: isPerson ? '自然人股东' : '企业法人',
    sequence: String(number + 1),
    ...(isPerson && anIdentity('investor', random.below(28))),
    subscribedAmount: amount,
    paidAmount: amount,
    country: '中国',
    subscriptions: [{ form: '1', amount, date: yearsAfter(aDate(random, 2019, 5), 20) }],
    payments: [{ form: '1', amount, date: aDate(random, 2019, 5) }],
  };
};

/** 分支机构. */
export const aBranch: MakeRecord = ({ random, subject, number }) => ({
  branchName: `${subject.name}第${number + 1}分公司`,
  branchUscc: makeUscc('91', subject.code.slice(2, 8), branchBase(number)),
  branchAuthority: regulator(subject),
  establishedOn: aDate(random, 2018, 7),
});

/** 清算. A subject has one. */
export const aLiquidation: MakeRecord = ({ random, subject }) => ({
  head: subject.person,
  members: [subject.person, aPerson(random)],
  formedOn: aDate(random, 2022, 2),
  filedOn: aDate(random, 2024, 1),
});

/** A certificate that is none: the form of a citizen's number with an area and a birth that nobody has. */
function anIdentity(prefix: string, day: number): Record<string, string> {
  const number = `0000000000${String(day + 1).padStart(2, '0')}0000X`;
  return { [`${prefix}IdType`]: '10', [`${prefix}IdNumber`]: number };
}

function branchBase(number: number): string {
  return `MB${String(number % 1_000_000).padStart(6, '0')}`;
}
