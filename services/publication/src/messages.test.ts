import assert from 'node:assert/strict';
import { test } from 'node:test';
import { necips } from '@necips/proto';
import { fromInbound } from './messages.ts';

const NODE = '330000';
const RECEIVED_AT = new Date('2026-01-05T08:00:00Z');

test('a notice about a log of which nothing is verified yet has a size of 0 and no other checkpoint', () => {
  const value = necips.federation.v1.InboundMessage.encode({
    notice: {
      node: NODE,
      generation: 2,
      kind: necips.federation.v1.NoticeKind.NOTICE_KIND_STOPPED,
      reason: '新一代日志',
    },
  }).finish();

  const { notice } = fromInbound(Buffer.from(value), NODE, RECEIVED_AT);

  assert.deepEqual(notice, {
    kind: 'stopped',
    generation: 2,
    reason: '新一代日志',
    verifiedCheckpoint: '',
    otherCheckpoint: '',
    verifiedSize: 0,
    noticedAtMs: 0,
    receivedAt: RECEIVED_AT,
  });
});
