import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTail } from '@necips/exchange';
import { LogKeys } from '@necips/tlog';
import { PublicLog } from '../src/public-log.ts';
import { lookAhead } from '../src/queries/look-ahead.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';
import { serveProvince } from './serve-province.ts';

test('what supersedes a leaf is found however far on it lies', async () => {
  const province = new TestProvince();
  province.publish(aRegistration(1), aRegistration(2), aRegistration(3));
  province.publish(...Array.from({ length: 600 }, (_, n) => aRegistration(100 + n)));
  province.withdraw(codeOf(2));
  await using served = await serveProvince(province);

  const ahead = await lookAhead({ publicLog: new PublicLog(served.logUrl) }, emptyTail(keysOf(province)), 3);

  assert.equal(ahead.endIndex, 3);
  assert.deepEqual(
    [0, 1, 2, 50].map((index) => ahead.isSuperseded(index)),
    [false, true, false, false],
  );
});

test('public leaves that do not lead to the signed tip are not believed', async () => {
  const province = new TestProvince();
  province.publish(aRegistration(1), aRegistration(2));
  await using served = await serveProvince(province);
  served.leaves = () => province.leaves.toReversed();

  await assert.rejects(lookAhead({ publicLog: new PublicLog(served.logUrl) }, emptyTail(keysOf(province))), {
    code: 'unavailable',
    reason: 'look_ahead',
  });
});

test('a public log that ends before the tail proves nothing', async () => {
  const province = new TestProvince();
  await using served = await serveProvince(province);

  await assert.rejects(lookAhead({ publicLog: new PublicLog(served.logUrl) }, emptyTail(keysOf(province))), {
    code: 'unavailable',
  });
});

function keysOf({ origin, verifierKey }: TestProvince): LogKeys {
  return new LogKeys(origin, [{ verifierKey, fromSize: 0 }]);
}
