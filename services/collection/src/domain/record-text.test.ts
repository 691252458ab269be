import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '@necips/domain';
import { createHeadFrame, restoredHead, subjectInHead, withdrawnHead } from './record-head.ts';

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
