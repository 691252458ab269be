import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHealth } from './health.ts';

test('a service is ready while all its checks pass', async () => {
  const health = createHealth();
  health.add('postgres', async () => undefined);
  health.add('kafka', () => undefined);

  const report = await health.report();

  assert.deepEqual(report, {
    ready: true,
    checks: [
      { name: 'postgres', ok: true },
      { name: 'kafka', ok: true },
    ],
  });
});

test('one failing check makes it not ready, and says why', async () => {
  const health = createHealth();
  health.add('postgres', () => {
    throw new Error('connection refused');
  });
  health.add('kafka', () => undefined);

  const report = await health.report();

  assert.equal(report.ready, false);
  assert.deepEqual(report.checks[0], { name: 'postgres', ok: false, detail: 'connection refused' });
});

test('a draining service is not ready though its checks pass', async () => {
  const health = createHealth();
  health.setReady(false);

  assert.deepEqual(await health.report(), { ready: false, checks: [] });
});
