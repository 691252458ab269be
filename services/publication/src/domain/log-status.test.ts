import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeStatus, type LogStatus, lagOf } from './log-status.ts';

test('before the first receipt the status says that there is none', () => {
  assert.match(describeStatus(aStatus({ size: 10 })), /尚未收到总局的核验回执/);
});

test('what is verified, what is missing and what has not been sent is told apart', () => {
  const status = aStatus({ size: 10, relayedSize: 9, verifiedSize: 7 });

  assert.equal(lagOf(status), 3);
  assert.match(describeStatus(status), /总局已核验 7 条，相差 3 条，另有 1 条尚未送达/);
});

test('a centre that has verified everything, more than everything, or another root is told in words', () => {
  assert.match(describeStatus(aStatus({ size: 10, verifiedSize: 10 })), /全部核验/);
  assert.match(describeStatus(aStatus({ size: 10, verifiedSize: 12 })), /请检查本节点是否丢失数据/);
  assert.match(describeStatus({ ...aStatus({ size: 10, verifiedSize: 10 }), isContradicted: true }), /请立即报告/);
});

function aStatus(given: { size: number; relayedSize?: number; verifiedSize?: number }): LogStatus {
  const { size, relayedSize = size, verifiedSize } = given;
  const [root, at] = [new Uint8Array(32), new Date(0)];
  const receipt = {
    generation: 1,
    verifiedSize: verifiedSize ?? 0,
    root,
    verifiedAtMs: 0,
    cosignedCheckpoint: '',
    receivedAt: at,
  };
  return {
    node: '330000',
    tree: { generation: 1, size, root, checkpoint: '', signedAt: at },
    relayedSize,
    receipt: verifiedSize === undefined ? undefined : receipt,
    notice: undefined,
    withheld: undefined,
    feedIncarnation: '5e0d3f4e-0c0b-4a52-8f0b-6f3c5a1d2b7c',
    feedSequence: size,
    feedHead: size,
    isContradicted: false,
  };
}
