import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RegistrationBody } from '../registration/registration.ts';
import { canonicalForm } from '../text/canonical-form.ts';
import { builtInFormats } from './built-in.ts';
import type { ReadOptions, RecordReading } from './format.ts';
import type { RowFault } from './row-fault.ts';

const OPTIONS: ReadOptions = { node: '330000', today: '2026-06-30' };
const REG = builtInFormats().find('REG@1')!;

type RegistrationFields = Readonly<Record<string, string>>;

type RegistrationReading =
  | { ok: true; businessKey: string; body: RegistrationBody; findings: RowFault[] }
  | { ok: false; errors: RowFault[] };

/** A row of the registration format, and its body as others read it. */
function readRegistrationRow(fields: RegistrationFields, options: ReadOptions): RegistrationReading {
  const reading: RecordReading = REG.read(fields, options);
  if (!reading.ok) return { ok: false, errors: reading.faults };
  const { businessKey, publicPart, findings } = reading;
  return { ok: true, businessKey, body: JSON.parse(publicPart) as RegistrationBody, findings };
}

function aRow(changes: RegistrationFields = {}): RegistrationFields {
  return {
    name: '浙江某某科技有限公司',
    code: '91330000MA00000660',
    establishedOn: '2018-01-02',
    type: 'N/A',
    legalRepresentative: '张三',
    capital: '30万人民币',
    businessScope: '技术服务',
    province: '浙江',
    region: '杭州',
    address: '某路1号',
    ...changes,
  };
}

function errorsOf(changes: RegistrationFields, options = OPTIONS): string[] {
  const row = readRegistrationRow(aRow(changes), options);
  return row.ok ? [] : row.errors.map((error) => `${error.field} ${error.code}`);
}

function bodyOf(changes: RegistrationFields, options = OPTIONS) {
  const row = readRegistrationRow(aRow(changes), options);
  assert.ok(row.ok, JSON.stringify(row));
  return row.body;
}

test('a good row becomes the public part of a record, keyed by the code', () => {
  assert.deepEqual(readRegistrationRow(aRow(), OPTIONS), {
    ok: true,
    businessKey: '91330000MA00000660',
    findings: [],
    body: {
      name: '浙江某某科技有限公司',
      code: '91330000MA00000660',
      establishedOn: '2018-01-02',
      legalRepresentative: '张三',
      capital: { text: '30万人民币', amount: '30', currency: 'CNY' },
      businessScope: '技术服务',
      province: '浙江',
      region: '杭州',
      address: '某路1号',
    },
  });
});

test('an absent status stays absent', () => {
  assert.equal('status' in bodyOf({ status: 'N/A' }), false);
  assert.equal('status' in bodyOf({}), false);
});

test('type and status keep their text and get a code only when it is certain', () => {
  const known = bodyOf({ type: '有限责任公司（自然人独资）', status: '在业' });
  const unknown = bodyOf({ type: '国有企业', status: '正常' });
  const byCode = bodyOf({ type: '9500', status: '4' });

  assert.deepEqual(
    [known.type, known.typeText, known.status, known.statusText],
    ['1151', '有限责任公司（自然人独资）', '1', '在业'],
  );
  assert.deepEqual(
    [unknown.type, unknown.typeText, unknown.status, unknown.statusText],
    [undefined, '国有企业', undefined, '正常'],
  );
  assert.deepEqual(
    [byCode.type, byCode.typeText, byCode.status, byCode.statusText],
    ['9500', '个体工商户', '4', '注销'],
  );
});

test('codes in lower case or full width are normalised', () => {
  assert.equal(bodyOf({ code: '91330000ma00000660' }).code, '91330000MA00000660');
  assert.equal(bodyOf({ code: '９１３３００００MA00000660 ' }).code, '91330000MA00000660');
  assert.deepEqual(errorsOf({ code: '٩1330000MA00000660' }), ['code bad_code']);
});

test('a name, one code and a date are needed', () => {
  assert.deepEqual(errorsOf({ name: ' ', code: 'N/A', establishedOn: '' }), [
    'name missing_name',
    'establishedOn missing_date',
    'code missing_code',
  ]);
});

test('a failed check is a finding for a subject established before the switch date and an error after', () => {
  const outer = { code: '91330000MA00000661' };
  const inner = { code: '91110000MA0000010J' };
  const before = readRegistrationRow(aRow({ ...outer, establishedOn: '2015-09-30' }), OPTIONS);

  assert.deepEqual(before.ok && before.findings.map((finding) => finding.code), ['bad_check_character']);
  assert.deepEqual(errorsOf({ ...outer, establishedOn: '2015-10-01' }), ['code bad_check_character']);
  assert.deepEqual(errorsOf({ ...inner, establishedOn: '2015-10-01' }), ['code bad_inner_check']);
  assert.deepEqual(errorsOf({ ...inner, establishedOn: '2015-09-30' }), []);
  assert.equal(readRegistrationRow(aRow(outer), { ...OPTIONS, checkSwitchDate: '2020-01-01' }).ok, true);
});

test('a code of the wrong form is an error whenever the subject was established', () => {
  assert.deepEqual(errorsOf({ code: '9133', establishedOn: '2001-01-01' }), ['code bad_code']);
  assert.deepEqual(errorsOf({ code: '91330000MA0000066O', establishedOn: '2001-01-01' }), ['code bad_code']);
});

test('a registration number stands in for a code, in either column', () => {
  const inCodeColumn = readRegistrationRow(aRow({ code: '330203000030639' }), OPTIONS);
  const inOwnColumn = readRegistrationRow(aRow({ code: '', registrationNumber: '330203000030639' }), OPTIONS);

  assert.equal(inCodeColumn.ok && inCodeColumn.businessKey, '330203000030639');
  assert.deepEqual(inCodeColumn, inOwnColumn);
  assert.equal(inCodeColumn.ok && inCodeColumn.body.code, undefined);
  assert.deepEqual(errorsOf({ code: '330203000030638' }), ['code bad_registration_number']);
  assert.deepEqual(errorsOf({ registrationNumber: '330203000030638' }), ['registrationNumber bad_registration_number']);
  assert.deepEqual(errorsOf({ code: '330203000030639', registrationNumber: '330200400065251' }), [
    'code bad_registration_number',
  ]);
});

test('a registration number of 13 digits is accepted with a finding', () => {
  const row = readRegistrationRow(aRow({ code: '3302001000000' }), OPTIONS);

  assert.deepEqual(row.ok && row.findings.map((finding) => finding.code), ['unchecked_registration_number']);
});

test('a code keeps its digits when the subject moves, so another province in it is no error', () => {
  assert.equal(bodyOf({ code: '91440000MA000004X0' }).code, '91440000MA000004X0');
});

test('a subject of another province is refused by its province or its registration authority', () => {
  assert.deepEqual(errorsOf({ province: '广东省' }), ['province other_province']);
  assert.deepEqual(errorsOf({ registrationAuthority: '广东省市场监督管理局' }), [
    'registrationAuthority other_province',
  ]);
  assert.deepEqual(errorsOf({ registrationAuthority: '杭州市市场监督管理局' }), []);
  assert.deepEqual(
    errorsOf(
      { province: '新疆', registrationAuthority: '新疆生产建设兵团市场监督管理局' },
      { ...OPTIONS, node: '660000' },
    ),
    [],
  );
});

test('an absent province is the node’s own, and both spellings are one', () => {
  assert.equal(bodyOf({ province: '' }).province, '浙江');
  assert.equal(bodyOf({ province: '浙江省' }).province, '浙江');
});

test('a province that is none shows shifted columns', () => {
  assert.deepEqual(errorsOf({ province: '电烤箱' }), ['province unknown_province']);
});

test('impossible and future dates are refused, other spellings are read', () => {
  assert.deepEqual(errorsOf({ establishedOn: '2018-02-30' }), ['establishedOn impossible_date']);
  assert.deepEqual(errorsOf({ establishedOn: '2026-07-01' }), ['establishedOn future_date']);
  assert.equal(bodyOf({ establishedOn: '2018年1月2日' }).establishedOn, '2018-01-02');
});

test('control characters are refused, but long texts may have line breaks', () => {
  assert.deepEqual(errorsOf({ name: '甲\u0007公司', businessScope: '零售\u007f' }), [
    'name control_character',
    'businessScope control_character',
  ]);
  assert.deepEqual(errorsOf({ name: '甲\n公司' }), ['name control_character']);
  assert.equal(bodyOf({ businessScope: '零售\r\n批发' }).businessScope, '零售 批发');
});

test('a text that is too long or has an unpaired surrogate is refused', () => {
  assert.deepEqual(errorsOf({ name: '甲'.repeat(201), region: '\ud800' }), ['name too_long', 'region undecodable']);
  assert.deepEqual(errorsOf({ code: '9'.repeat(1_000_000) }), ['code too_long']);
});

test('former names are separated by semicolons', () => {
  assert.deepEqual(bodyOf({ formerNames: '甲公司；乙公司; 甲公司；' }).formerNames, ['甲公司', '乙公司']);
});

test('an unknown node is a fault of the caller', () => {
  assert.throws(() => readRegistrationRow(aRow(), { ...OPTIONS, node: '999999' }));
});

test('any row is either refused with errors or has a canonical form', () => {
  const aFieldName = fc.constantFrom(...REG.fields.map((field) => field.name));
  const aCell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('N/A', '；', '\ud800', '2018-1-1', '1', '万元'),
  );
  fc.assert(
    fc.property(fc.dictionary(aFieldName, aCell), (changes) => {
      const row = readRegistrationRow(aRow(changes), OPTIONS);
      if (!row.ok) assert.ok(row.errors.length > 0);
      else assert.equal(canonicalForm(row.body), publicPartOf(aRow(changes)));
    }),
  );
});

test('reading a record’s own fields again gives the same record', () => {
  const { capital, formerNames, ...rest } = bodyOf({
    formerNames: '甲；乙',
    capital: '７.6（万元）',
    name: ' 浙江　某某 ',
  });
  const again = bodyOf({ ...rest, formerNames: formerNames?.join('；') ?? '', capital: capital?.text ?? '' });

  assert.deepEqual(again, { ...rest, capital, formerNames });
});

test('the columns of a registration have Chinese names, own names and short names of the national system', () => {
  const chinese = '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址'.split(
    ',',
  );
  const fields = 'name,code,establishedOn,type,legalRepresentative,capital,businessScope,province,region,address'.split(
    ',',
  );
  const own = REG.fields.map((field) => field.name);

  assert.deepEqual(REG.resolveColumns(chinese), { ok: true, fields });
  assert.deepEqual(REG.resolveColumns(['ENTNAME', 'REGNO', 'ESTDATE', 'NAME', 'REGSTATE_CN']), {
    ok: true,
    fields: ['name', 'registrationNumber', 'establishedOn', 'legalRepresentative', 'status'],
  });
  assert.deepEqual(REG.resolveColumns(own), { ok: true, fields: own });
});

test('a byte order mark and spaces around a heading do not matter', () => {
  assert.equal(REG.resolveColumns(['\ufeff企业名称', ' 统一社会信用代码 ', '注册日期\r']).ok, true);
});

test('unknown, missing and repeated columns are all told', () => {
  assert.deepEqual(REG.resolveColumns(['名称', '企业名称', '电话', 'na\0me']), {
    ok: false,
    unknown: ['电话', 'na\0me'],
    missing: ['注册日期', '统一社会信用代码'],
    duplicate: ['企业名称'],
  });
  assert.deepEqual(REG.resolveColumns([]), {
    ok: false,
    unknown: [],
    missing: ['企业名称', '注册日期', '统一社会信用代码'],
    duplicate: [],
  });
});

function publicPartOf(fields: RegistrationFields): string {
  const reading = REG.read(fields, OPTIONS);
  assert.ok(reading.ok);
  return reading.publicPart;
}
