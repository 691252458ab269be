import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCentre } from './centre.ts';
import { quarantineReasons, troubleOf, verifiedSize } from './look.ts';
import { aRegistration, TestProvince } from './province.ts';

test('a heartbeat is a sign of life and is not kept in quarantine; one that is ahead tells what is missing', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive, served } = await centre.enrol(province);
  const beat = () => {
    const { node, size, checkpoint } = province;
    return { node, generation: 1, firstIndex: size, leaves: [], checkpoint };
  };
  await receive(province.publish(aRegistration(1)));
  await receive(beat());
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  assert.deepEqual(served.reads, []);
  province.publish(aRegistration(2));

  await receive(beat());

  assert.equal(await verifiedSize(centre.sql), 2);
  assert.deepEqual(await quarantineReasons(centre.sql), []);
  await receive({ ...beat(), firstIndex: 1 });
  assert.deepEqual(await quarantineReasons(centre.sql), ['wrong_size']);
});

test('a heartbeat that contradicts what is applied stops the province', async () => {
  await using centre = await openCentre();
  const province = new TestProvince();
  const { receive } = await centre.enrol(province);
  await receive(province.publish(aRegistration(1)));
  const checkpoint = province.note(1, Buffer.alloc(32, 3));

  await receive({ node: province.node, generation: 1, firstIndex: 1, leaves: [], checkpoint });

  assert.equal((await troubleOf(centre.sql)).isStopped, true);
});
