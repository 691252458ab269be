import { aDate, aPerson } from '../subject.ts';
import { anAmount, type MakeRecord, regulator, yearsAfter } from './sample-record.ts';

const BANKS = ['工商银行', '农业银行', '中国银行', '建设银行', '交通银行'];

/** 动产抵押. */
export const aMortgage: MakeRecord = ({ random, subject, number }) => {
  const registeredOn = aDate(random, 2016, 5);
  return {
    registrationCode: `${subject.code.slice(2, 8)}动抵${registeredOn.slice(0, 4)}${String(number + 1).padStart(8, '0')}`,
    registeredOn,
    authority: regulator(subject),
    claimKind: '1',
    claimAmount: anAmount(random, 900),
    guaranteeScope: '主债权及利息、违约金、损害赔偿金和实现抵押权的费用',
    debtFrom: registeredOn,
    debtTo: yearsAfter(registeredOn, 3),
    status: '1',
    mortgagees: [{ name: `${random.pick(BANKS)}${subject.prefecture}分行`, licenceType: '营业执照' }],
    collateral: [
      {
        name: '机器设备',
        owner: subject.name,
        condition: `${1 + random.below(20)} 台，良好，存放于${subject.address}`,
      },
    ],
  };
};

/** 股权出质. */
export const anEquityPledge: MakeRecord = ({ random, subject, number }) => {
  const registeredOn = aDate(random, 2018, 5);
  return {
    registrationCode: `${subject.code.slice(2, 8)}${registeredOn.slice(0, 4)}${String(number + 1).padStart(8, '0')}`,
    pledgor: aPerson(random),
    pledgorIdNumber: `0000000000${String(1 + random.below(28)).padStart(2, '0')}0000X`,
    pledgedAmount: anAmount(random, 500),
    pledgedUnit: '万元',
    pledgee: `${random.pick(BANKS)}${subject.prefecture}分行`,
    registeredOn,
    status: '1',
    authority: regulator(subject),
    ...(random.below(4) === 0 && { status: '2', cancelledOn: yearsAfter(registeredOn, 1), cancelReason: '主债权消灭' }),
  };
};

/** 知识产权出质. */
export const anIntellectualPledge: MakeRecord = ({ random, subject, number }) => {
  const from = aDate(random, 2018, 6);
  return {
    registrationCode: `Y${from.slice(0, 4)}${String(number + 1).padStart(8, '0')}`,
    rightName: `${subject.name.slice(0, 4)}牌`,
    rightKind: random.pick(['商标', '专利', '著作权']),
    pledgor: subject.name,
    pledgee: `${random.pick(BANKS)}${subject.prefecture}分行`,
    pledgeFrom: from,
    pledgeTo: yearsAfter(from, 3),
    status: '1',
    registeredOn: from,
    authority: '国家知识产权局',
  };
};

/** 商标. */
export const aTrademark: MakeRecord = ({ random, subject, number }) => {
  const registeredOn = aDate(random, 2017, 7);
  return {
    trademarkNumber: String(30_000_001 + number),
    trademarkName: subject.name.slice(2, 4),
    classes: [String(1 + random.below(45))],
    goods: subject.scope,
    registeredOn,
    validFrom: registeredOn,
    validTo: yearsAfter(registeredOn, 10),
    status: '1',
  };
};
