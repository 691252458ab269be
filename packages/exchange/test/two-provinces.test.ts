import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, ensureNodePartition, postgresRecordSource } from '../src/index.ts';
import { aCopy, Province, rowsOf, someCode } from './a-copy.ts';

const CODE = someCode(7);

test('where two provinces hold a subject, the registration with the latest leaf time is shown, in whatever order they come', async () => {
  for (const order of ['earlier first', 'later first']) {
    await using copy = await aCopy('330000', '440000');
    const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
    const earlier = zhejiang.publish({ name: '浙江版', code: CODE }, { atMs: 1000 });
    const later = guangdong.publish({ name: '广东版', code: CODE }, { atMs: 2000 });
    const writes = [() => zhejiang.apply(copy.sql, earlier), () => guangdong.apply(copy.sql, later)];
    if (order === 'later first') writes.reverse();

    for (const write of writes) await write();

    assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.name, '广东版', order);
  }
});

test('at equal leaf times the lower node code is shown', async () => {
  for (const reversed of [false, true]) {
    await using copy = await aCopy('330000', '440000');
    const provinces = [new Province('330000'), new Province('440000')];
    if (reversed) provinces.reverse();

    for (const province of provinces) {
      await province.apply(copy.sql, province.publish({ name: province.node, code: CODE }, { atMs: 1000 }));
    }

    assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.node, '330000');
  }
});

test('when the province that was shown withdraws, the other province is shown; then nothing', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const kept = zhejiang.publish({ name: '浙江版', code: CODE, formerNames: ['浙江旧名'] }, { atMs: 1000 });
  const shown = guangdong.publish({ name: '广东版', code: CODE }, { atMs: 2000 });
  await zhejiang.apply(copy.sql, kept);
  await guangdong.apply(copy.sql, shown);
  const source = postgresRecordSource(copy.sql);

  await guangdong.apply(copy.sql, guangdong.withdraw(shown));
  const left = await source.findSubject(CODE);
  await zhejiang.apply(copy.sql, zhejiang.withdraw(kept));

  assert.deepEqual([left?.name, left?.node, left?.formerNames], ['浙江版', '330000', ['浙江旧名']]);
  assert.equal(await source.findSubject(CODE), undefined);
});

test('when a province that was not shown withdraws, what is shown stays', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const hidden = zhejiang.publish({ name: '浙江版', code: CODE }, { atMs: 1000 });
  await zhejiang.apply(copy.sql, hidden);
  await guangdong.apply(copy.sql, guangdong.publish({ name: '广东版', code: CODE }, { atMs: 2000 }));

  await zhejiang.apply(copy.sql, zhejiang.withdraw(hidden));

  assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.name, '广东版');
});

test('a registration that is 迁出 gives way to that of another province, in whatever order they come', async () => {
  const [A, B] = ['330000', '440000'];
  const changes: Record<string, (zhejiang: Province, guangdong: Province) => Change> = {
    active: (zhejiang) => zhejiang.publish({ name: '浙江版', code: CODE, statusText: '存续' }, { atMs: 1000 }),
    out: (zhejiang) => zhejiang.publish({ name: '浙江迁出版', code: CODE, statusText: '已迁出' }, { atMs: 3000 }),
    back: (zhejiang) => zhejiang.publish({ name: '浙江回迁版', code: CODE, statusText: '在业' }, { atMs: 5000 }),
    arrived: (_, guangdong) => guangdong.publish({ name: '广东版', code: CODE, statusText: '存续' }, { atMs: 2000 }),
    left: (_, guangdong) => guangdong.publish({ name: '广东迁出版', code: CODE, statusText: '迁出' }, { atMs: 4000 }),
  };
  const shownAfter: readonly [order: string, node: string | undefined][] = [
    ['active arrived out', B],
    ['active out arrived', B],
    ['arrived active out', B],
    ['active out', A],
    ['out', A],
    ['out arrived', B],
    ['arrived out', B],
    ['active arrived out back', A],
    ['active out arrived back', A],
    ['active out back arrived', A],
    ['arrived active out back', A],
    ['active arrived out left', B],
    ['active arrived left out', B],
    ['arrived left active', A],
    ['active arrived out left back', A],
    ['arrived active left out back', A],
    ['active arrived left', A],
  ];
  for (const [order, node] of shownAfter) {
    for (const isInOneGo of [false, true]) {
      await using copy = await aCopy(A, B);
      const provinces = [new Province(A), new Province(B)] as const;
      const steps = order.split(' ').map((step) => changes[step]!(...provinces));
      const batches = isInOneGo
        ? provinces.map((each) => steps.filter((step) => step.recordId.startsWith(each.node)))
        : steps.map((step) => [step]);

      for (const batch of batches) {
        const province = provinces.find((each) => batch[0]?.recordId.startsWith(each.node));
        await province?.apply(copy.sql, ...batch);
      }

      assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.node, node, `${order} ${isInOneGo}`);
    }
  }
});

test('when the other province withdraws, the registration that is 迁出 is shown again', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '浙江版', code: CODE, statusText: '迁出' }, { atMs: 3000 }));
  const arrived = guangdong.publish({ name: '广东版', code: CODE }, { atMs: 2000 });
  await guangdong.apply(copy.sql, arrived);

  await guangdong.apply(copy.sql, guangdong.withdraw(arrived));

  assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.node, '330000');
});

test('a number finds who bears it now rather than who has moved away', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const registrationNumber = '330000000000017';
  const left = { name: '浙江版', code: someCode(1), registrationNumber, statusText: '迁出' };
  const arrived = { name: '广东版', code: someCode(2), registrationNumber };
  await zhejiang.apply(copy.sql, zhejiang.publish(left, { atMs: 3000 }));
  await guangdong.apply(copy.sql, guangdong.publish(arrived, { atMs: 2000 }));

  assert.equal((await postgresRecordSource(copy.sql).findSubject(registrationNumber))?.name, '广东版');
});

test('a new generation whose leaf times are earlier gives way to a province with a later one', async () => {
  await using copy = await aCopy('330000', '440000');
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '浙江版', code: CODE }, { atMs: 3000 }));
  await guangdong.apply(copy.sql, guangdong.publish({ name: '广东版', code: CODE }, { atMs: 2000 }));
  const renewed = new Province('330000');
  renewed.generation = 2;

  await renewed.apply(copy.sql, renewed.publish({ name: '浙江新版', code: CODE }, { atMs: 1000 }));

  assert.equal((await postgresRecordSource(copy.sql).findSubject(CODE))?.name, '广东版');
});

test('provinces that publish and withdraw the same subjects at the same time neither wait for ever nor lose one', async () => {
  const nodes = ['330000', '440000', '640000'];
  await using copy = await aCopy(...nodes);
  const codes = Array.from({ length: 40 }, (_, i) => someCode(i));

  await Promise.all(
    nodes.map(async (node, n) => {
      const province = new Province(node);
      let shown: Change[] = [];
      for (let round = 0; round < 6; round++) {
        const next = codes
          .filter((_, i) => (i + n + round) % 3 !== 0)
          .map((code, i) => {
            const statusText = (i * 7 + n + round) % 3 === 0 ? '迁出' : '存续';
            return province.publish({ name: `${node}第${round}版`, code, statusText });
          });
        const withdrawn = shown.filter((change) => !next.some(({ recordId }) => recordId === change.recordId));
        await province.apply(copy.sql, ...next.toReversed(), ...withdrawn.map((change) => province.withdraw(change)));
        shown = next;
      }
    }),
  );

  const expected = await copy.sql`
    select distinct on (subject_id) subject_id, node, record_id, leaf_index, time_ms as as_of_ms
    from exchange.record join exchange.record_content using (node, generation, leaf_index)
    order by subject_id, public_part like '%迁出%', time_ms desc, node`;
  const actual = await copy.sql`
    select subject_id, node, record_id, leaf_index, as_of_ms from exchange.subject order by subject_id`;
  assert.deepEqual([...actual], [...expected]);
});

test('partitions can be made by several at once, and again', async () => {
  await using copy = await aCopy();

  await Promise.all(['330000', '330000', '440000', '330000'].map((node) => ensureNodePartition(copy.sql, node)));

  const zhejiang = new Province('330000');
  await zhejiang.apply(copy.sql, zhejiang.publish({ name: '甲公司' }));
  assert.equal((await rowsOf(copy.sql, 'record_content')).length, 1);
});
