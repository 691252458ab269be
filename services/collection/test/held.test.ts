import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import { aCollection, DEPARTMENTS, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aPenaltyFile, aPenaltyId, type PenaltyRow } from './support/penalties.ts';
import { aCode, aFile, aRow } from './support/rows.ts';
import { withdraw } from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10', COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
});
after(() => collection[Symbol.asyncDispose]());

interface HeldJson {
  heldId: number;
  recordId: string;
  reason: string;
  owner: string | null;
  note: string;
  returnedAt: string | null;
}

const load = (...rows: PenaltyRow[]) => collection.load(aPenaltyFile(...rows), { item: 'PEN' });
const officer = () => collection.token('officer');
const nameOf = (number: number) => `杭州第${number}贸易有限公司`;

function fates({ rows, accepted, unchanged, rejected, withheld, held }: SubmissionJson) {
  return { rows, accepted, unchanged, rejected, withheld, held };
}
const NONE = { accepted: 0, unchanged: 0, rejected: 0, withheld: 0, held: 0 };

async function heldOf(decisionNumber: string): Promise<HeldJson | undefined> {
  const { items } = (await collection.get('/v1/held-records?limit=200', officer())) as { items: HeldJson[] };
  return items.find(({ recordId }) => recordId === aPenaltyId(decisionNumber));
}

async function subjectOf(decisionNumber: string): Promise<{ code: string; name: string } | undefined> {
  const [row] = await collection.sql<{ head: string; operation: number }[]>`
    select head, operation from record_version join record_version_content using (sequence)
    where record_id = ${aPenaltyId(decisionNumber)} order by version desc limit 1`;
  return row?.operation === 1
    ? (JSON.parse(row.head) as { subject: { code: string; name: string } }).subject
    : undefined;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const act = (heldId: number | undefined, what: string, body?: unknown, token = officer()) =>
  collection.call(
    `/v1/held-records/${heldId}/${what}`,
    {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    },
    token,
  );

test('rows are recorded under the subject that code, number, organisation code or name tells, right after it was registered', async () => {
  await collection.load(aFile(aRow(1)));
  const submission = await load(
    { decisionNumber: 'A-1', name: nameOf(1), uscc: aCode(1) },
    { decisionNumber: 'A-2', name: nameOf(1), organisationCode: aCode(1).slice(8, 17) },
    { decisionNumber: 'A-3', name: '杭州第１贸易有限公司' },
  );

  assert.deepEqual(fates(submission), { ...NONE, rows: 3, accepted: 3 });
  for (const decisionNumber of ['A-1', 'A-2', 'A-3']) {
    assert.deepEqual(await subjectOf(decisionNumber), { code: aCode(1), name: nameOf(1) });
  }
});

test('a row whose subject is not known is held, and recorded by itself once the subject is registered', async () => {
  const submission = await load({
    decisionNumber: 'B-1',
    name: nameOf(2),
    uscc: aCode(2),
    taxNumber: '税号',
    partyIdNumber: '证号',
  });
  assert.deepEqual(fates(submission), { ...NONE, rows: 1, held: 1 });
  assert.equal((await heldOf('B-1'))?.reason, 'unmatched');
  assert.deepEqual(
    (await collection.errors(submission.submissionId)).map(({ code, finding }) => [code, finding]),
    [['held_unmatched', true]],
  );

  await collection.load(aFile(aRow(2)));
  await until(async () => (await subjectOf('B-1')) !== undefined);

  assert.deepEqual(await subjectOf('B-1'), { code: aCode(2), name: nameOf(2) });
  assert.equal(await heldOf('B-1'), undefined);
  const later = (await collection.get(`/v1/submissions/${submission.submissionId}`)) as SubmissionJson;
  assert.deepEqual(fates(later), { ...NONE, rows: 1, accepted: 1 });
  assert.deepEqual(await collection.errors(submission.submissionId), []);
  const [stored] = await collection.sql<{ restricted: string; sealed: number }[]>`
    select restricted_part as restricted, (select count(*) from record_version_internal internal where internal.sequence = version.sequence) as sealed
    from record_version version join record_version_content using (sequence) where record_id = ${aPenaltyId('B-1')}`;
  assert.deepEqual({ ...stored }, { restricted: '{"taxNumber":"税号"}', sealed: 1 });
});

test('a row whose subject appears while its block is recorded is never left behind', async () => {
  const numbers = Array.from({ length: 40 }, (_, place) => 1_000 + place);
  const penalties = load(
    ...numbers.map((number) => ({ decisionNumber: `R-${number}`, name: nameOf(number), uscc: aCode(number) })),
  );
  const registrations = collection.load(aFile(...numbers.map((number) => aRow(number))));
  await Promise.all([penalties, registrations]);

  await until(async () => (await Promise.all(numbers.map((number) => subjectOf(`R-${number}`)))).every(Boolean));
});

test('a code under a name that its subject never had is held, a name that it gave up is not', async () => {
  await collection.load(aFile(aRow(3, { name: '杭州旧名公司' })));
  await collection.load(aFile(aRow(3)));
  const submission = await load(
    { decisionNumber: 'C-1', name: '杭州旧名公司', uscc: aCode(3) },
    { decisionNumber: 'C-2', name: '别的公司', uscc: aCode(3) },
  );

  assert.deepEqual(fates(submission), { ...NONE, rows: 2, accepted: 1, held: 1 });
  assert.deepEqual(await subjectOf('C-1'), { code: aCode(3), name: nameOf(3) });
  assert.equal((await heldOf('C-2'))?.reason, 'name_mismatch');
});

test('an officer claims a held row for a subject with a reason, and that is in the audit log', async () => {
  const row = await heldOf('C-2');
  const byDepartment = await act(
    row?.heldId,
    'claim',
    { code: aCode(3), reason: '更名' },
    collection.token('department'),
  );
  const named = await act(row?.heldId, 'claim', { code: aCode(3), reason: `即${aCode(3)}` });
  const byNobody = await act(row?.heldId, 'claim', { code: aCode(99_999), reason: '更名' });
  const claimed = await act(row?.heldId, 'claim', { code: aCode(3), reason: '经核实为同一企业' });
  const again = await act(row?.heldId, 'claim', { code: aCode(3), reason: '经核实为同一企业' });

  assert.deepEqual(
    [byDepartment.status, named.status, byNobody.status, claimed.status, again.status],
    [403, 422, 404, 200, 404],
  );
  assert.deepEqual(await subjectOf('C-2'), { code: aCode(3), name: nameOf(3) });
  const [audited] = await collection.sql<{ reason: string }[]>`
    select details::jsonb ->> 'reason' as reason from runtime.audit_entry where act = 'claim_held_record'`;
  assert.equal(audited?.reason, '经核实为同一企业');
});

test('what is given back is seen by its department alone, and a corrected row takes its place', async () => {
  const { submissionId } = await load({ decisionNumber: 'D-1', name: '无此公司' });
  const row = await heldOf('D-1');
  await act(row?.heldId, 'assign');
  assert.equal((await heldOf('D-1'))?.owner, 'officer-cli');
  const returned = await act(row?.heldId, 'return', { reason: '名称有误' });
  assert.equal(returned.status, 204);

  const own = (await collection.get('/v1/held-records?returned=true')) as { items: HeldJson[] };
  assert.deepEqual(
    own.items.map(({ recordId, note }) => [recordId, note]),
    [[aPenaltyId('D-1'), '名称有误']],
  );
  const others = collection.token('department', {
    department: DEPARTMENTS[1].uscc,
    department_name: DEPARTMENTS[1].name,
  });
  assert.deepEqual(((await collection.get('/v1/held-records', others)) as { items: HeldJson[] }).items, []);
  assert.deepEqual(fates((await collection.get(`/v1/submissions/${submissionId}`)) as SubmissionJson), {
    ...NONE,
    rows: 1,
    rejected: 1,
  });
  assert.deepEqual(
    (await collection.errors(submissionId)).map(({ code }) => code),
    ['returned'],
  );
  const list = await (await collection.call('/v1/held-records.csv', {}, officer())).text();
  assert.match(list, /330000\/PEN\/d-1.*名称有误/);

  const corrected = await load({ decisionNumber: 'D-1', name: nameOf(1), uscc: aCode(1) });
  assert.deepEqual(fates(corrected), { ...NONE, rows: 1, accepted: 1 });
  assert.equal(await heldOf('D-1'), undefined);
});

test('what was given back goes after its time, and stays in the report', async () => {
  const { submissionId } = await load({ decisionNumber: 'D-2', name: '无此公司' });
  await act((await heldOf('D-2'))?.heldId, 'return', { reason: '名称有误' });
  await load({ decisionNumber: 'D-3', name: '无此公司' });

  await using _ = await startCollection(
    readCollectionConfig({
      ...collection.env,
      COLLECTION_RETURNED_KEEP_DAYS: '0',
      COLLECTION_ERASURE_PERIOD_MS: '100',
    }),
  );
  await until(async () => (await heldOf('D-2')) === undefined);

  assert.equal((await heldOf('D-3'))?.reason, 'unmatched');
  assert.deepEqual(
    (await collection.errors(submissionId)).map(({ code }) => code),
    ['returned'],
  );
});

test('a row that came late counts as late when its subject appears', async () => {
  const late = async () => {
    const path = `/v1/departments/${DEPARTMENTS[0].uscc}/figures`;
    return ((await collection.get(path, officer())) as { late: number }).late;
  };
  const before = await late();
  await load({ decisionNumber: 'D-4', name: nameOf(7), uscc: aCode(7) });
  assert.equal(await late(), before);

  await collection.load(aFile(aRow(7)));
  await until(async () => (await subjectOf('D-4')) !== undefined);

  assert.equal(await late(), before + 1);
});

test('of one record the newest row is held; the same row again changes nothing', async () => {
  const first = await load({ decisionNumber: 'E-1', name: '未登记甲' });
  const before = await heldOf('E-1');
  const same = await load({ decisionNumber: 'E-1', name: '未登记甲' });
  assert.deepEqual(fates(same), { ...NONE, rows: 1, unchanged: 1 });
  assert.equal((await heldOf('E-1'))?.heldId, before?.heldId);

  const newer = await load({ decisionNumber: 'E-1', name: '未登记甲', content: '更正' });
  assert.deepEqual(fates(newer), { ...NONE, rows: 1, held: 1 });
  const superseded = (await collection.get(`/v1/submissions/${first.submissionId}`)) as SubmissionJson;
  assert.deepEqual(fates(superseded), { ...NONE, rows: 1, rejected: 1 });
});

test('what one department has in the queue no other department replaces', async () => {
  const token = collection.token('department', {
    department: DEPARTMENTS[1].uscc,
    department_name: DEPARTMENTS[1].name,
  });
  await load({ decisionNumber: 'E-2', name: '未登记戊' });
  const file = aPenaltyFile({ decisionNumber: 'E-2', name: '未登记戊', content: '别的' });
  const { submissionId } = (await (await collection.submit(file, { item: 'PEN', token })).json()) as SubmissionJson;
  const read = async () => (await collection.get(`/v1/submissions/${submissionId}`, officer())) as SubmissionJson;
  await until(async () => (await read()).state === 'completed');

  const { rejected, held } = await read();
  assert.deepEqual({ rejected, held }, { rejected: 1, held: 0 });
});

test('taking a batch back takes its held rows along, and a lawful withdrawal those that it names', async () => {
  await collection.load(aFile(aRow(5)));
  const batch = await load(
    { decisionNumber: 'F-1', name: '未登记乙' },
    { decisionNumber: 'F-2', name: nameOf(5), uscc: aCode(5) },
  );
  await collection.act(batch.submissionId, 'take-back', { reason: '误' });
  await collection.untilEnded(batch.submissionId, ['taken_back']);
  assert.equal(await heldOf('F-1'), undefined);

  const other = await load({ decisionNumber: 'F-3', name: '未登记丙' });
  await withdraw(collection, { recordIds: [aPenaltyId('F-3')] });
  assert.equal(await heldOf('F-3'), undefined);
  assert.deepEqual(fates((await collection.get(`/v1/submissions/${other.submissionId}`)) as SubmissionJson), {
    ...NONE,
    rows: 1,
    withheld: 1,
  });
  assert.deepEqual(fates(await load({ decisionNumber: 'F-3', name: '未登记丙' })), { ...NONE, rows: 1, withheld: 1 });
});

test('a batch that is withdrawn lawfully as a whole has nothing in the queue any more', async () => {
  const { submissionId } = await load(
    ...Array.from({ length: 25 }, (_, i) => ({ decisionNumber: `G-${i}`, name: '未登记丁' })),
  );
  await withdraw(collection, { submission: submissionId });

  await until(async () => (await heldOf('G-24')) === undefined);
  const later = (await collection.get(`/v1/submissions/${submissionId}`)) as SubmissionJson;
  assert.deepEqual(fates(later), { ...NONE, rows: 25, withheld: 25 });
});

test('a subject that gets a code takes all its records along', async () => {
  const number = '330100000000011';
  const header = '企业名称,统一社会信用代码,注册号,注册日期,所在省份';
  await collection.load(`${header}\n杭州旧厂,,${number},2001-01-01,浙江\n`);
  const rows = Array.from({ length: 25 }, (_, i) => ({
    decisionNumber: `H-${i}`,
    name: '杭州旧厂',
    registrationNumber: number,
  }));
  const { submissionId } = await load(...rows);
  assert.equal((await subjectOf('H-24'))?.code, number);

  await collection.load(`${header}\n杭州新厂,${aCode(6)},${number},2001-01-01,浙江\n`);
  await until(async () => {
    const subjects = await Promise.all(rows.map(({ decisionNumber }) => subjectOf(decisionNumber)));
    return subjects.every((subject) => subject?.code === aCode(6) && subject.name === '杭州新厂');
  });

  await collection.act(submissionId, 'take-back', { reason: '误' });
  const undone = await collection.untilEnded(submissionId, ['taken_back']);
  assert.deepEqual(undone.undone, { withdrawn: 25, restored: 0, kept: 0 });
});
