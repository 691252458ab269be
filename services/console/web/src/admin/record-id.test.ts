import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRecordId } from '@necips/domain';
import { keyWordsOf, readableRecordId } from './record-id.ts';

test('an identity is read as it is meant, and its key part by part', () => {
  const businessKey = '杭市监罚(2024)7%7E7号~杭州市/市场监督管理局';
  const recordId = formatRecordId({ node: '330000', item: 'PEN', businessKey });

  assert.equal(readableRecordId(recordId), `330000/PEN/${businessKey}`);
  assert.deepEqual(keyWordsOf(recordId), ['杭市监罚(2024)7~7号', '杭州市/市场监督管理局']);
  assert.equal(readableRecordId('330000/PEN/%E6%9'), '330000/PEN/%E6%9');
});
