import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats } from './built-in.ts';
import type { Format, RecordReading, SubmittedValues } from './format.ts';

const OPTIONS = { node: '330000', today: '2026-06-30' };
const PEN = formatOf('PEN@1');
const LIC = formatOf('LIC@1');

const PENALTY_2016 =
  'CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,CF_XDR_SWDJ,CF_XDR_SFZ,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,CF_ZT,DFBM,SJC,BZ';
const PENALTY_2018 =
  'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB,CF_FR_ZJLX,CF_FR_ZJHM,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ';
const LICENCE_2016 =
  'XK_WSH,XK_XMMC,XK_SPLB,XK_NR,XK_XDR,XK_XDR_SHXYM,XK_XDR_ZDM,XK_XDR_GSDJ,XK_XDR_SWDJ,XK_XDR_SFZ,XK_FR,XK_JDRQ,XK_JZQ,XK_XZJG,XK_ZT,DFBM,SJC,BZ';
const LICENCE_2018 =
  'XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XDR_GSZC,XK_XDR_ZZJG,XK_XDR_SWDJ,XK_XDR_SYDW,XK_XDR_SHZZ,XK_FRDB,XK_FR_ZJLX,XK_FR_ZJHM,XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,XK_XKJG,XK_XKJGDM,XK_ZT,XK_LYDW,XK_LYDWDM,BZ';

function formatOf(id: string): Format {
  const format = builtInFormats().find(id);
  assert.ok(format);
  return format;
}

function aPenalty(changes: SubmittedValues = {}): SubmittedValues {
  return {
    name: '浙江某某科技有限公司',
    partyType: '法人及非法人组织',
    uscc: '91330000MA00000660',
    decisionNumber: '杭市监处罚〔2026〕1号',
    illegalType: '虚假广告',
    penaltyKinds: '警告、罚款',
    content: '警告；罚款 1.5 万元',
    fineAmount: '1.5',
    decidedOn: '2026-03-02',
    authority: '杭州市市场监督管理局',
    ...changes,
  };
}

function read(changes: SubmittedValues = {}): RecordReading {
  return PEN.read(aPenalty(changes), OPTIONS);
}

function faultsOf(changes: SubmittedValues): string[] {
  const reading = read(changes);
  return reading.ok ? [] : reading.faults.map((fault) => `${fault.field} ${fault.code}`);
}

function publicOf(reading: RecordReading): Record<string, unknown> {
  assert.ok(reading.ok, JSON.stringify(reading));
  return JSON.parse(reading.publicPart) as Record<string, unknown>;
}

test('penalties and licences have columns of the national system and of both shapes of 双公示', () => {
  const headers: [Format, string][] = [
    [PEN, PENALTY_2016],
    [PEN, PENALTY_2018],
    [PEN, 'ENTNAME,UNISCID,PENDECNO,ILLEGACTTYPE,PENTYPE,PENCONTENT,PENDECISSDATE,PENAUTH,PUBLICDATE'],
    [LIC, LICENCE_2016],
    [LIC, LICENCE_2018],
    [LIC, 'ENTNAME,UNISCID,LICNO,LICNAME,VALFROM,VALTO,LICANTH,LICITEM,TYPE'],
  ];

  for (const [format, header] of headers) {
    const resolved = format.resolveColumns(header.split(','));
    assert.equal(resolved.ok, true, JSON.stringify(resolved));
  }
});

test('a penalty in the shape of 2016 is the penalty that it says, under today’s kinds', () => {
  const reading = PEN.read(
    {
      CF_WSH: '杭市监处罚〔2026〕1号',
      CF_CFLB1: '1',
      CF_CFLB2: '0',
      CF_SY: '虚假广告',
      CF_XDR_MC: '浙江某某科技有限公司',
      CF_XDR_SHXYM: '91330000ma00000660',
      CF_XDR_SWDJ: '330106000000000',
      CF_XDR_SFZ: '330106199001010011',
      CF_JG: '罚款',
      CF_JDRQ: '2026/3/2',
      CF_XZJG: '杭州市市场监督管理局',
      CF_ZT: '0',
    },
    OPTIONS,
  );

  assert.deepEqual(reading, {
    ok: true,
    businessKey: '杭市监处罚(2026)1号~杭州市市场监督管理局',
    subject: { name: '浙江某某科技有限公司', uscc: '91330000MA00000660' },
    publicPart:
      '{"authority":"杭州市市场监督管理局","content":"罚款","decidedOn":"2026-03-02","decisionNumber":"杭市监处罚〔2026〕1号",' +
      '"facts":"虚假广告","name":"浙江某某科技有限公司","penaltyKinds":["警告","罚款"],"statusOf2016":"0","uscc":"91330000MA00000660"}',
    restrictedPart: '{"taxNumber":"330106000000000"}',
    internalPart: '{"partyIdNumber":"330106199001010011"}',
    producedOn: '2026-03-02',
    findings: [],
  });
});

test('the status of a licence means in the shape of 2016 what it meant then', () => {
  const [then] = [LIC.resolveColumns(LICENCE_2016.split(','))];
  const record = { XK_XDR: '甲', XK_WSH: '1', XK_NR: '某', XK_JDRQ: '2026-01-01', XK_ZT: '1' };

  assert.ok(then.ok && then.fields.includes('statusOf2016') && !then.fields.includes('status'));
  assert.equal(publicOf(LIC.read({ ...record, XK_XZJG: '局' }, OPTIONS)).status, '2');
  assert.equal(publicOf(LIC.read({ ...record, XK_XKJG: '局' }, OPTIONS)).status, '1');
});

test('a natural person is refused with the reason', () => {
  const reading = read({ partyType: '自然人' });

  assert.deepEqual(!reading.ok && reading.faults.map((fault) => [fault.code, fault.value]), [
    ['natural_person', '自然人'],
  ]);
});

test('what one field says makes another needed', () => {
  assert.deepEqual(faultsOf({ fineAmount: '' }), ['fineAmount missing_because']);
  assert.deepEqual(faultsOf({ penaltyKinds: '警告', fineAmount: undefined }), []);
  assert.deepEqual(faultsOf({ uscc: undefined }), ['uscc missing_because']);
  assert.deepEqual(faultsOf({ partyType: '个体工商户', uscc: '', registrationNumber: '330203000030639' }), []);
  assert.deepEqual(faultsOf({ illegalType: undefined }), ['illegalType missing_one_of']);
});

test('the value of a field that never leaves the node is in no fault', () => {
  const reading = read({ legalRepresentativeIdNumber: '3301\u0007' });

  assert.deepEqual(!reading.ok && reading.faults.map((fault) => fault.value), ['***']);
});

test('several kinds are read from a text with any marks, from an array, and from older words', () => {
  for (const penaltyKinds of ['警告；罚款', '罚款,警告', ['罚款', '警告', '罚款'], '0;1', '警告/罚款']) {
    assert.deepEqual(publicOf(read({ penaltyKinds })).penaltyKinds, ['警告', '罚款']);
  }
  const old = read({ penaltyKinds: '暂扣或者吊销许可证、暂扣或者吊销执照' });
  assert.deepEqual(publicOf(old).penaltyKinds, ['暂扣或吊销许可证件（未区分）']);
  assert.deepEqual(publicOf(read({ penaltyKinds: '其他-责令改正' })).penaltyKinds, ['其他']);
  assert.deepEqual(faultsOf({ penaltyKinds: '罚款；罚站' }), ['penaltyKinds unknown_code']);
});

test('amounts are exact decimals in 万元', () => {
  const amounts: [text: unknown, amount: string][] = [
    ['1.50', '1.5'],
    ['15,000元', '1.5'],
    ['0.000001', '0.000001'],
    ['２万元', '2'],
    ['1亿元', '10000'],
    [0.2, '0.2'],
  ];
  for (const [fineAmount, amount] of amounts) assert.equal(publicOf(read({ fineAmount })).fineAmount, amount);
  assert.deepEqual(faultsOf({ fineAmount: '-1' }), ['fineAmount bad_decimal']);
  assert.deepEqual(faultsOf({ fineAmount: '0.0000001' }), ['fineAmount decimal_out_of_range']);
  assert.deepEqual(faultsOf({ fineAmount: '12345678901' }), ['fineAmount decimal_out_of_range']);
});

test('a date is real, not in the future unless it may be, and not before the one that it follows', () => {
  assert.deepEqual(faultsOf({ decidedOn: '2026-02-30' }), ['decidedOn impossible_date']);
  assert.deepEqual(faultsOf({ decidedOn: '2026-07-01' }), ['decidedOn future_date']);
  assert.deepEqual(faultsOf({ publishUntil: '2029-03-02' }), []);
  assert.deepEqual(faultsOf({ publishUntil: '2025-03-02' }), ['publishUntil date_order']);
});

test('a wrong code of the subject is a finding where the check fails, and an error where it is none', () => {
  const unchecked = read({ uscc: '91330000MA00000661' });

  assert.deepEqual(unchecked.ok && unchecked.findings.map((finding) => finding.code), ['bad_check_character']);
  assert.deepEqual(faultsOf({ uscc: '9133' }), ['uscc bad_code']);
  assert.deepEqual(faultsOf({ authorityCode: '91330000MA00000661' }), ['authorityCode bad_check_character']);
  assert.deepEqual(faultsOf({ organisationCode: 'MA0000008' }), ['organisationCode bad_organisation_code']);
});

test('a name that is no field of the format, or one field by two names, is refused', () => {
  assert.deepEqual(faultsOf({ phone: '1' }), ['phone unknown_field']);
  assert.deepEqual(faultsOf({ CF_WSH: '1' }), ['decisionNumber duplicate_field']);
  assert.deepEqual(faultsOf({ content: 3 }), ['content wrong_type']);
});

test('the rows of a list are read like records, and a fault names row and field', () => {
  const licence = { name: '甲', decisionNumber: '1', content: '某', decidedOn: '2026-01-01', authority: '局' };
  const alterations = [{ item: '范围', alteredOn: '2026/1/3' }, { item: '期限' }];
  const asText = LIC.read({ ...licence, alterations: JSON.stringify(alterations) }, OPTIONS);
  const bad = LIC.read({ ...licence, alterations: [{ alteredOn: '2026-01-32', who: 1 }] }, OPTIONS);

  assert.deepEqual(asText, LIC.read({ ...licence, alterations }, OPTIONS));
  assert.deepEqual(publicOf(asText).alterations, [{ alteredOn: '2026-01-03', item: '范围' }, { item: '期限' }]);
  assert.deepEqual(!bad.ok && bad.faults.map((fault) => `${fault.field} ${fault.code}`), [
    'alterations[0].who unknown_field',
    'alterations[0].alteredOn impossible_date',
    'alterations[0].item missing',
  ]);
  for (const wrong of ['[1]', '{', '{"item":"1"}']) {
    const reading = LIC.read({ ...licence, alterations: wrong }, OPTIONS);
    assert.equal(!reading.ok && reading.faults[0]?.code, 'bad_list');
  }
});

test('two decisions are told apart by number and authority, however their brackets are written', () => {
  const keyOf = (changes: SubmittedValues): string => {
    const reading = read(changes);
    assert.ok(reading.ok);
    assert.equal(PEN.readKey(aPenalty(changes)), reading.businessKey);
    return reading.businessKey;
  };

  assert.equal(keyOf({ decisionNumber: '杭市监处罚(２０２６)１ 号' }), keyOf({}));
  assert.notEqual(keyOf({ decisionNumber: '杭市监处罚〔2026〕2号' }), keyOf({}));
  assert.match(keyOf({ authority: '某'.repeat(100) }), /^sha256-/);
  assert.deepEqual(PEN.keyFields, ['decisionNumber', 'authority']);
});
