import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { type Enrolled, openCentre, type TestCentre } from './centre.ts';
import { aRegistration, codeOf, TestProvince } from './province.ts';
import { runVerify } from './run-verify.ts';

test('a copy that is what the province shows is found equal', async () => {
  await using centre = await openCentre();
  const { province } = await aFilledCentre(centre);

  const { code, report } = await verify(centre);

  assert.equal(code, 0);
  const [node] = report.nodes;
  assert.deepEqual(
    {
      ok: node?.ok,
      published: node?.publishedSize,
      verified: node?.verifiedSize,
      differences: node?.differences,
      lagMs: node?.lagMs,
    },
    { ok: true, published: province.size, verified: province.size, differences: 0, lagMs: 0 },
  );
  assert.equal(node?.recomputedRoot, Buffer.from(province.root).toString('base64'));
  assert.equal(node?.publishedRoot, node?.recomputedRoot);
});

/** Each plants one difference in what the centre stores of record 3. */
const PLANTED: Record<string, { kind: string; plant: (sql: Sql) => Promise<unknown> }> = {
  'an altered body': {
    kind: 'altered',
    plant: (sql) => sql`
      update exchange.record_content set public_part = replace(public_part, '测试3号', '测试8号') where ${ofRecord(sql, 3)}`,
  },
  'an altered salt': {
    kind: 'altered',
    plant: (sql) =>
      sql`update exchange.record_content set salt = set_byte(salt, 20, 255 - get_byte(salt, 20)) where ${ofRecord(sql, 3)}`,
  },
  'an altered version': {
    kind: 'altered',
    plant: (sql) => sql`update exchange.record set version = version + 1 where subject_id = ${codeOf(3)}`,
  },
  'a record under another identity': {
    kind: 'altered',
    plant: (sql) => sql`update exchange.record set record_id = record_id || 'X' where subject_id = ${codeOf(3)}`,
  },
  'a missing content': {
    kind: 'missing',
    plant: (sql) => sql`delete from exchange.record_content where ${ofRecord(sql, 3)}`,
  },
  'a missing record': {
    kind: 'missing',
    plant: async (sql) => {
      await sql`delete from exchange.record_content where ${ofRecord(sql, 3)}`;
      await sql`delete from exchange.record where subject_id = ${codeOf(3)}`;
    },
  },
  'a record that the province withdrew': {
    kind: 'extra',
    plant: (sql) => sql`
      insert into exchange.record select node, '330000/REG/X', 'X', item, 1, generation, 1, gen_random_uuid(), time_ms
      from exchange.record where subject_id = ${codeOf(3)}`,
  },
  'an older version beside the current one': {
    kind: 'extra',
    plant: async (sql) => {
      await sql`
        insert into exchange.record select node, record_id || 'X', subject_id, item, 1, generation, 2, pseudonym, time_ms
        from exchange.record where subject_id = ${codeOf(2)}`;
      await sql`
        insert into exchange.record_content select node, generation, 2, salt, head, public_part, restricted_part
        from exchange.record_content where ${ofRecord(sql, 2)}`;
    },
  },
  'a content beyond the log': {
    kind: 'extra',
    plant: (sql) => sql`
      insert into exchange.record_content select node, generation, 999999, salt, head, public_part, restricted_part
      from exchange.record_content where ${ofRecord(sql, 3)}`,
  },
  'an altered leaf': {
    kind: 'log_leaf',
    plant: (sql) =>
      sql`update exchange.log_batch set leaves = set_byte(leaves, 50, 255 - get_byte(leaves, 50)) where first_index = 0`,
  },
  'a changed subject': {
    kind: 'subject',
    plant: (sql) => sql`update exchange.subject set legal_representative = '别人' where subject_id = ${codeOf(3)}`,
  },
  'a subject that cannot be searched': {
    kind: 'subject',
    plant: (sql) => sql`update exchange.subject set name_terms = '{1}' where subject_id = ${codeOf(3)}`,
  },
  'a subject that seems to have moved out': {
    kind: 'subject',
    plant: (sql) => sql`update exchange.subject set moved_out = true where subject_id = ${codeOf(3)}`,
  },
  'a missing subject': {
    kind: 'subject',
    plant: (sql) => sql`delete from exchange.subject where subject_id = ${codeOf(3)}`,
  },
  'a subject without a registration': {
    kind: 'subject',
    plant: (sql) => sql`
      insert into exchange.subject select 'X', node, record_id, leaf_index, as_of_ms, name, search_name, former_names,
        search_former_names, name_terms, registration_number, type, status, legal_representative, established_on
      from exchange.subject where subject_id = ${codeOf(3)}`,
  },
};

for (const [name, { kind, plant }] of Object.entries(PLANTED)) {
  test(`${name} is found, and the exit status says so`, async () => {
    await using centre = await openCentre();
    await aFilledCentre(centre);
    await plant(centre.sql);

    const { code, report } = await verify(centre);

    assert.equal(code, 1);
    assert.equal(report.ok, false);
    assert.ok((report.nodes[0]?.kinds[kind] ?? 0) >= 1, JSON.stringify(report.nodes[0]));
    assert.ok(report.nodes[0]?.examples.some((example) => example.kind === kind));
  });
}

test('where an enterprise has moved, the index has to show the province that it has moved to', async () => {
  await using centre = await openCentre();
  const [left, arrived] = [new TestProvince(), new TestProvince('440000')];
  const [leftEnrolled, arrivedEnrolled] = [await centre.enrol(left), await centre.enrol(arrived)];
  await leftEnrolled.receive(left.publish(aRegistration(3, { statusText: '迁出' })));
  await centre.sql`create table kept_subject as select * from exchange.subject`;
  await arrivedEnrolled.receive(arrived.publish(aRegistration(3)));
  const asItIs = await verify(centre);
  await centre.sql`delete from exchange.subject`;
  await centre.sql`insert into exchange.subject select * from kept_subject`;

  const { report } = await verify(centre);

  assert.deepEqual([asItIs.code, asItIs.report.ok], [0, true]);
  assert.deepEqual(
    report.nodes.map(({ ok, kinds }) => [ok, kinds.subject ?? 0]),
    [
      [true, 0],
      [false, 1],
    ],
  );
});

test('an older version than the province shows is found', async () => {
  await using centre = await openCentre();
  const { province, receive } = await aFilledCentre(centre);
  const [before] = await centre.sql`select * from exchange.record where subject_id = ${codeOf(3)}`;
  const [content] = await centre.sql`select * from exchange.record_content where ${ofRecord(centre.sql, 3)}`;
  await receive(province.publish(aRegistration(3, { name: '杭州新名有限公司' })));
  await centre.sql`delete from exchange.record_content where ${ofRecord(centre.sql, 3)}`;
  await centre.sql`delete from exchange.record where subject_id = ${codeOf(3)}`;
  await centre.sql`insert into exchange.record ${centre.sql(before as object)}`;
  await centre.sql`insert into exchange.record_content ${centre.sql(content as object)}`;

  const { code, report } = await verify(centre);

  assert.equal(code, 1);
  assert.equal(report.nodes[0]?.kinds.wrong_version, 1);
});

test('leaves that are published and not verified are lag and no difference', async () => {
  await using centre = await openCentre();
  const { province } = await aFilledCentre(centre);
  province.publish(aRegistration(3, { name: '杭州新名有限公司' }), aRegistration(70));

  const { code, report } = await verify(centre);

  assert.equal(code, 0);
  assert.equal(report.nodes[0]?.publishedSize, province.size);
  assert.equal(report.nodes[0]?.verifiedSize, province.size - 2);
});

test('content that is gone in the province too is no difference while the centre is on its way', async () => {
  await using centre = await openCentre({ AGGREGATION_TRANSACTION_LEAVES_MAX: '1' });
  const { province, receive } = await aFilledCentre(centre);
  const batch = province.publish(aRegistration(80));
  province.withdraw(codeOf(80));

  await receive(province.readBack(batch));
  const { code, report } = await verify(centre);

  assert.equal(code, 0, JSON.stringify(report));
  assert.equal(report.nodes[0]?.verifiedSize, province.size - 1);
});

test('waiting for lag 0 ends as soon as everything is verified', async () => {
  await using centre = await openCentre();
  const { province, receive } = await aFilledCentre(centre);
  const batch = province.publish(aRegistration(90));
  const verifying = verify(centre, '--settle', '60');

  await receive(batch);

  const { code, report } = await verifying;
  assert.equal(code, 0);
  assert.equal(report.nodes[0]?.verifiedSize, province.size);
});

test('a public log that does not begin with what is verified is found', async () => {
  await using centre = await openCentre();
  const { province, served } = await aFilledCentre(centre);
  const other = new TestProvince();
  other.publish(...Array.from({ length: province.size + 5 }, (_, n) => aRegistration(n)));
  served.leaves = () => other.leaves;
  served.checkpoint = () => province.note(other.size, other.root);

  const { code, report } = await verify(centre);

  assert.equal(code, 1);
  assert.match(report.nodes[0]?.reason ?? '', /do not lead to the verified checkpoint/);
});

test('a province whose log cannot be read is not called equal', async () => {
  await using centre = await openCentre();
  const { served } = await aFilledCentre(centre);
  served.isAway = true;

  const { code, report } = await verify(centre);

  assert.equal(code, 1);
  assert.match(report.nodes[0]?.reason ?? '', /HTTP 503/);
});

/** A centre that has verified more than one tile of a province's log: changes, withdrawals and former names among them. */
async function aFilledCentre(centre: TestCentre): Promise<Omit<Enrolled, 'province'> & { province: TestProvince }> {
  const province = new TestProvince();
  const enrolled = await centre.enrol(province);
  const batches = [
    province.publish(...Array.from({ length: 300 }, (_, n) => aRegistration(n))),
    province.withdraw(codeOf(1), codeOf(200)),
    province.publish(
      aRegistration(2, { name: '杭州改名有限公司', formerNames: ['杭州测试2号科技有限公司'] }),
      aRegistration(1),
    ),
    province.withdraw(codeOf(1)),
  ];
  await enrolled.receive(...batches);
  return { ...enrolled, province };
}

function ofRecord(sql: Sql, n: number) {
  return sql`leaf_index in (select leaf_index from exchange.record where subject_id = ${codeOf(n)})`;
}

function verify({ databaseUrl }: TestCentre, ...options: string[]): ReturnType<typeof runVerify> {
  return runVerify(databaseUrl, ...options);
}
