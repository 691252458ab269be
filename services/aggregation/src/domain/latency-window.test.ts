import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyWindow } from './latency-window.ts';

test('a window without samples knows nothing', () => {
  assert.equal(new LatencyWindow().summary(), undefined);
});

test('median and 99th percentile are those of the samples', () => {
  const window = new LatencyWindow();
  for (let i = 1; i <= 1000; i++) window.add(i);
  assert.deepEqual(window.summary(), { samples: 1000, p50Ms: 500, p99Ms: 990 });
});

test('only the latest samples count', () => {
  const window = new LatencyWindow();
  for (let i = 0; i < 65_536; i++) window.add(1_000);
  for (let i = 0; i < 65_536; i++) window.add(10);
  assert.deepEqual(window.summary(), { samples: 65_536, p50Ms: 10, p99Ms: 10 });
});

test('clocks that disagree give no negative latency', () => {
  const window = new LatencyWindow();
  window.add(-5);
  assert.equal(window.summary()?.p50Ms, 0);
});

test('what was taken is not taken again, while the window keeps it', () => {
  const window = new LatencyWindow();
  for (let i = 1; i <= 100; i++) window.add(1_000);
  window.take();
  for (let i = 1; i <= 10; i++) window.add(i);

  assert.deepEqual(window.take(), { samples: 10, p50Ms: 5, p99Ms: 10 });
  assert.equal(window.take(), undefined);
  assert.equal(window.summary()?.samples, 110);
});

test('of more samples than are kept, the latest are taken and all are counted', () => {
  const window = new LatencyWindow();
  for (let i = 0; i < 70_000; i++) window.add(i < 10_000 ? 9_000 : 7);

  assert.deepEqual(window.take(), { samples: 70_000, p50Ms: 7, p99Ms: 9_000 });
});
