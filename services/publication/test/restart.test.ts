import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { until } from '@necips/testbed';
import { consistencyProof, makeKey, rootOf, verifyConsistency } from '@necips/tlog';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { readLeafHashes, readTree } from './reading.ts';
import { aRegistration, codeOf } from './registrations.ts';

const many = (count: number, version = 1) =>
  Array.from({ length: count }, (_, subject) => aRegistration({ subject, version }));

test('a log that was stopped goes on as the same tree', async () => {
  await using province = await startProvince();
  let old: Awaited<ReturnType<Published['checkpoint']>>;
  {
    await using published = await publishIn(province);
    await province.collection.append(many(700));
    old = await published.size(700);
    await province.collection.append(many(700, 2));
  }

  await using published = await publishIn(province);
  const { size, root } = await published.size(1_400);

  const proof = await consistencyProof(old.size, size, readTree(published, size));
  assert.ok(verifyConsistency({ oldSize: old.size, oldRoot: old.root, newSize: size, newRoot: root, proof }));
  assert.deepEqual(Buffer.from(rootOf(await readLeafHashes(published, size))), Buffer.from(root));
});

test('a database that is ahead of the mark was only stopped in between: the mark follows', async () => {
  await using province = await startProvince();
  const early = await publishAndKeepMark(province, 10);
  await publishAndKeepMark(province, 20);

  await writeFile(province.stateFile, early);
  await using published = await publishIn(province);
  await published.size(20);

  assert.equal(JSON.parse(await readFile(province.stateFile, 'utf8')).size, 20);
  await requireSigningFault(published, undefined);
});

test('a database older than what was signed signs nothing, shows no record, says why, and goes on answering', async () => {
  await using province = await startProvince();
  await publishAndKeepMark(province, 10);
  const mark = JSON.parse(await readFile(province.stateFile, 'utf8'));
  await writeFile(province.stateFile, JSON.stringify({ ...mark, size: 12 }));

  await using published = await publishIn(province);
  await province.collection.append(many(15).slice(10));

  await requireSigningFault(
    published,
    /数据库比已签名的日志旧：已签名 12 条，数据库只有 10 条|已签名的日志缺 2 条无法补齐/,
  );
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 503);
  assert.equal((await published.checkpoint()).size, 10);
  const [row] = await province.sql<{ size: number }[]>`select size from log_state`;
  assert.equal(row?.size, 10);
});

test('a database with another tree than was signed signs nothing and shows no checkpoint', async () => {
  await using province = await startProvince();
  await publishAndKeepMark(province, 10);
  const mark = JSON.parse(await readFile(province.stateFile, 'utf8'));
  await writeFile(province.stateFile, JSON.stringify({ ...mark, root: Buffer.alloc(32, 1).toString('base64') }));

  await using published = await publishIn(province);

  await requireSigningFault(published, /根哈希不同/);
  assert.equal((await published.get('/log/checkpoint')).status, 503);
  assert.equal((await published.get(`/v1/subjects/${codeOf(1)}`)).status, 200);
});

test('a log whose mark was lost signs nothing', async () => {
  await using province = await startProvince();
  await publishAndKeepMark(province, 10);
  await rm(province.stateFile);

  await using published = await publishIn(province);

  await requireSigningFault(published, /已签名的日志状态文件缺失/);
});

test('a stored leaf that was altered stops the signing', async () => {
  await using province = await startProvince();
  await publishAndKeepMark(province, 10);
  await province.sql`update exchange.log_batch set leaves = set_byte(leaves, 40, get_byte(leaves, 40) # 1)`;

  await using published = await publishIn(province);

  await requireSigningFault(published, /与所存根哈希不符/);
});

test('another key of the same name signs nothing, and a key of another name does not even start', async () => {
  await using province = await startProvince();
  await publishAndKeepMark(province, 10);
  const keyFile = province.environment['PUBLICATION_LOG_KEY_FILE'] as string;

  await writeFile(keyFile, makeKey('log.330000.necips.example/1').signerKey);
  {
    await using published = await publishIn(province);
    await requireSigningFault(published, /不是由本密钥签名的/);
  }
  await writeFile(keyFile, makeKey('log.440000.necips.example/1').signerKey);

  await assert.rejects(publishIn(province), /is not that of the log/);
});

/** Publishes subjects up to `size`, stops, and returns the mark that was left. */
async function publishAndKeepMark(province: Province, size: number): Promise<string> {
  await using published = await publishIn(province);
  const [row] = await province.sql<{ size: number }[]>`select coalesce(max(size), 0) as size from log_state`;
  await province.collection.append(many(size).slice(row?.size));
  await published.size(size);
  return readFile(province.stateFile, 'utf8');
}

/** Waits until readiness reports this about signing; `undefined` for nothing wrong. */
async function requireSigningFault({ get }: Published, expected: RegExp | undefined): Promise<void> {
  let detail: string | undefined;
  await until(async () => {
    const report = (await (await get('/health/ready')).json()) as { checks: { name: string; detail?: string }[] };
    detail = report.checks.find(({ name }) => name === 'signing')?.detail;
    return detail !== '日志尚未打开 (the log is not open yet)';
  });
  if (expected) assert.match(detail ?? '', expected);
  else assert.equal(detail, undefined);
}
