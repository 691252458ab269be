import { aDate, aPerson } from '../subject.ts';
import { anAmount, type MakeRecord, regulator, yearsAfter } from './sample-record.ts';

/** 经营异常; 个体工商户 are marked, others listed (M§28). */
export const anAbnormality: MakeRecord = ({ random, subject, number }) => {
  const listedOn = aDate(random, 2018, 5);
  return {
    subjectKind: subject.isIndividualBusiness ? '2' : subject.code.startsWith('93') ? '3' : '1',
    cause: random.pick(['1', '1', '3', '4', '4']),
    listedOn,
    authority: regulator(subject),
    decisionNumber: `${subject.prefecture}异列〔${listedOn.slice(0, 4)}〕${number + 1}号`,
    ...(random.below(2) === 0 && {
      removalReason: subject.isIndividualBusiness
        ? '申请恢复正常记载状态，已补报年度报告'
        : '已补报未报年份的年度报告并公示',
      removedOn: yearsAfter(listedOn, 1),
      removalAuthority: regulator(subject),
    }),
  };
};

/** 严重违法失信. */
export const aSeriousListing: MakeRecord = ({ random, subject, number }) => {
  const listedOn = aDate(random, 2018, 4);
  return {
    listType: '市场监督管理严重违法失信名单',
    reason: '提交虚假材料取得登记，情节严重',
    listedOn,
    authority: regulator(subject),
    decisionNumber: `${subject.prefecture}严列〔${listedOn.slice(0, 4)}〕${number + 1}号`,
    ...(random.below(3) === 0 && {
      removalReason: '列入满三年',
      removedOn: yearsAfter(listedOn, 3),
      removalAuthority: regulator(subject),
    }),
  };
};

/** 司法协助: a freeze of equity. */
export const aJudicialFreeze: MakeRecord = ({ random, subject, number }) => {
  const frozenFrom = aDate(random, 2019, 6);
  const year = frozenFrom.slice(0, 4);
  return {
    kind: '1',
    noticeNumber: `（${year}）${subject.code.slice(2, 8)}执协${number + 1}号`,
    executed: aPerson(random),
    equityAmount: anAmount(random, 800),
    equityUnit: '万元人民币',
    court: `${subject.prefecture}市中级人民法院`,
    matter: '公示冻结股权、其他投资权益',
    rulingNumber: `（${year}）${subject.code.slice(2, 8)}执${number + 1}号`,
    frozenFrom,
    frozenTo: yearsAfter(frozenFrom, 3),
  };
};
