import { aDate, aPerson } from '../subject.ts';
import { anAmount, type MakeRecord, regulator, yearsAfter } from './sample-record.ts';

const OFFENCES: readonly (readonly [type: string, law: string])[] = [
  ['发布虚假广告', '《中华人民共和国广告法》第五十五条'],
  ['销售不合格产品', '《中华人民共和国产品质量法》第四十九条'],
  ['未按规定明码标价', '《中华人民共和国价格法》第四十二条'],
  ['经营超过保质期的食品', '《中华人民共和国食品安全法》第一百二十四条'],
  ['超标排放污染物', '《中华人民共和国环境保护法》第五十九条'],
  ['未按规定安装安全设备', '《中华人民共和国安全生产法》第九十九条'],
];
const LICENCES = ['食品经营许可证', '药品经营许可证', '道路运输经营许可证', '排污许可证', '人力资源服务许可证'];
const POLICIES = ['创业担保贷款贴息', '社会保险补贴', '小微企业税费减免', '科技创新券', '稳岗返还'];
const BUREAUS = ['市场监督管理局', '生态环境局', '应急管理局', '交通运输局', '文化广电旅游局'];

/** 行政处罚. */
export const aPenalty: MakeRecord = ({ random, subject, number }) => {
  const [illegalType, law] = random.pick(OFFENCES);
  const bureau = `${subject.prefecture}市${random.pick(BUREAUS)}`;
  const decidedOn = aDate(random, 2019, 6);
  const isFined = random.below(5) > 0;
  const kinds = isFined ? (random.below(2) ? ['警告', '罚款'] : ['罚款']) : ['警告'];
  const fine = anAmount(random, 20);
  return {
    decisionNumber: `${subject.prefecture}罚〔${decidedOn.slice(0, 4)}〕${number + 1}号`,
    illegalType,
    facts: `经查，当事人于${aDate(random, 2018, 1)}前后${illegalType}，违法事实清楚，证据确凿。`,
    basis: law,
    penaltyKinds: kinds,
    content: isFined ? `罚款人民币${fine}万元` : '警告，责令改正',
    ...(isFined && { fineAmount: fine }),
    decidedOn,
    publishUntil: yearsAfter(decidedOn, 3),
    authority: bureau,
    source: bureau,
  };
};

/** 行政许可. */
export const aLicence: MakeRecord = ({ random, subject, number }) => {
  const decidedOn = aDate(random, 2018, 7);
  const licenceName = random.pick(LICENCES);
  return {
    document: '准予行政许可决定书',
    decisionNumber: `${subject.prefecture}许准〔${decidedOn.slice(0, 4)}〕${number + 1}号`,
    licenceKind: [random.pick(['普通', '核准', '登记'])],
    licenceName,
    licenceNumber: `XK${subject.code.slice(2, 8)}${String(number + 1).padStart(8, '0')}`,
    content: `${licenceName}：${subject.scope}`,
    decidedOn,
    validFrom: decidedOn,
    validTo: yearsAfter(decidedOn, 5),
    authority: `${subject.prefecture}市${random.pick(BUREAUS)}`,
    status: '1',
    source: regulator(subject),
    ...(random.below(10) === 0 && {
      alterations: [
        { item: '法定代表人', alteredOn: yearsAfter(decidedOn, 1), before: aPerson(random), after: subject.person },
      ],
    }),
  };
};

/** 抽查检查, most of them 双随机. */
export const anInspection: MakeRecord = ({ random, subject, number }) => {
  const inspectedOn = aDate(random, 2019, 6);
  const result = random.pick(['1', '1', '1', 'A', 'E', 'F', '6']);
  return {
    inspectionType: '1',
    inspectedOn,
    results: [result],
    authority: regulator(subject),
    planNumber: `${subject.code.slice(2, 8)}${inspectedOn.slice(0, 4)}`,
    planName: `${inspectedOn.slice(0, 4)}年度双随机抽查计划`,
    taskNumber: `${subject.code.slice(2, 8)}${inspectedOn.slice(0, 4)}${number + 1}`,
    taskName: `${inspectedOn.slice(0, 4)}年抽查任务`,
    drawType: '不定向抽查',
    items: [
      { item: '登记事项检查', results: ['1'] },
      { item: '公示信息检查', results: [result] },
    ],
  };
};

/** 黑名单. */
export const aBlacklisting: MakeRecord = ({ random, subject, number }) => {
  const listedOn = aDate(random, 2019, 3);
  const authority = `${subject.prefecture}市人力资源和社会保障局`;
  return {
    listType: '拖欠农民工工资失信联合惩戒对象名单',
    reason: '拖欠农民工工资，数额较大，经责令限期支付逾期未支付',
    basis: '《保障农民工工资支付条例》第四十八条',
    decisionNumber: `${subject.prefecture}人社列〔${listedOn.slice(0, 4)}〕${number + 1}号`,
    listedOn,
    authority,
    validUntil: yearsAfter(listedOn, 3),
    ...(random.below(3) === 0 && {
      removedOn: yearsAfter(listedOn, 1),
      removalReason: '已履行义务',
      removalAuthority: authority,
    }),
  };
};

/** 小微企业扶持. */
export const aSupport: MakeRecord = ({ random, subject, number }) => ({
  content: random.pick(POLICIES),
  receivedOn: aDate(random, 2019, 6),
  authority: `${subject.prefecture}市经济和信息化局`,
  basis: `${subject.prefecture}政办〔2019〕${1 + random.below(90)}号`,
  amount: anAmount(random, 50),
  sequence: String(number + 1),
});
