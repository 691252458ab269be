import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from './gate.ts';

test('no more than the allowed number run at once, in the order in which they came', async () => {
  const gate = new Gate(2);
  const order: number[] = [];
  let running = 0;
  let most = 0;

  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      gate.run(async () => {
        most = Math.max(most, ++running);
        order.push(n);
        await new Promise(setImmediate);
        running -= 1;
      }),
    ),
  );

  assert.equal(most, 2);
  assert.deepEqual(order, [1, 2, 3, 4, 5]);
});

test('a failure gives its place to the next', async () => {
  const gate = new Gate(1);
  const failed = gate.run(() => Promise.reject(new Error('x')));
  await assert.rejects(failed);
  assert.equal(await gate.run(async () => 'next'), 'next');
});
