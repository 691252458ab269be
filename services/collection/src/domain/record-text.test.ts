import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalForm, canonicalJson, type RegistrationBody, readRegistrationRow } from '@necips/domain';
import { createHeadFrame, restoredHead, subjectInHead, withdrawnHead } from './record-head.ts';
import { registrationText } from './registration-text.ts';

const PROVIDER = { department: '11330000002482095X', departmentName: '浙江省"局"', account: 'department-demo' };

function aHead(version: number): string {
  const frame = createHeadFrame('330000', { id: 'b-1', provider: PROVIDER }, { id: 'REG@1', item: 'REG' });
  const recordId = '330000/REG/91330106MA0000007Q';
  const subject = subjectInHead({ name: '甲"公司', code: '91330106MA0000007Q' });
  return (
    `${frame.beforeTime}2026-01-02T03:04:05.678Z${frame.beforeRow}7${frame.beforeRecordId}${recordId}` +
    `${frame.beforeSubject}${subject}${frame.beforeVersion}${version}${frame.end}`
  );
}

test('a head is canonical JSON and names department, batch and row, and no account', () => {
  const head = aHead(3);
  const parsed = JSON.parse(head) as Parameters<typeof canonicalJson>[0];

  assert.equal(head, canonicalJson(parsed));
  assert.deepEqual(parsed, {
    collectedAt: '2026-01-02T03:04:05.678Z',
    format: 'REG@1',
    item: 'REG',
    node: '330000',
    op: 'publish',
    origin: { batch: 'b-1', department: '11330000002482095X', row: 7 },
    provider: { code: '11330000002482095X', name: '浙江省"局"' },
    recordId: '330000/REG/91330106MA0000007Q',
    subject: { code: '91330106MA0000007Q', name: '甲"公司' },
    version: 3,
  });
});

test('a restored head differs in the version only, a withdrawing one also in operation and time', () => {
  assert.equal(restoredHead(aHead(3), 12), aHead(12));
  const withdrawn = JSON.parse(withdrawnHead(aHead(3), 4, 0)) as object;
  assert.deepEqual(withdrawn, { ...JSON.parse(aHead(4)), op: 'withdraw', collectedAt: '1970-01-01T00:00:00.000Z' });
});

test('the text of a registration body is its canonical form', () => {
  const fields = {
    name: 'Ａ公司（杭州）“引号”\t<&>',
    code: '91330106MA0000007Q',
    registrationNumber: '110108000000016',
    formerNames: '旧名；更旧的名',
    type: '有限责任公司',
    status: '存续',
    legalRepresentative: '张𠮷',
    capital: '30万人民币',
    businessScope: 'é 批发\u2028零售',
    establishedOn: '2016-01-01',
    province: '浙江',
    region: '杭州',
    address: '某路1号',
    registrationAuthority: '杭州市市场监督管理局',
  };
  const options = { node: '330000', today: '2026-01-01', checkSwitchDate: '2030-01-01' };
  const reading = readRegistrationRow({ ...fields, name: fields.name.replace('\t', ' ') }, options);
  assert.ok(reading.ok);
  const bodies: RegistrationBody[] = [reading.body, { name: '甲', establishedOn: '2016-01-01', province: '浙江' }];

  assert.ok(Object.keys(reading.body).length >= 14);
  for (const body of bodies) assert.equal(registrationText(body), canonicalForm(body));
});
