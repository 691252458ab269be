import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectPostgres } from '@necips/runtime';
import { until } from '@necips/testbed';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import { aCollection, doors, type TestCollection } from './support/collection.ts';
import { aPenaltyFile, aPenaltyId } from './support/penalties.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

const officer = () => collection.token('officer');

/** A penalty that nobody in the directory is meant by; its number in the queue. */
async function aHeldPenalty(decisionNumber: string): Promise<number> {
  await collection.load(aPenaltyFile({ decisionNumber, name: '别的公司' }), { item: 'PEN' });
  const { items } = (await collection.get('/v1/held-records?limit=200', officer())) as {
    items: { heldId: number; recordId: string }[];
  };
  const row = items.find(({ recordId }) => recordId === aPenaltyId(decisionNumber));
  assert.ok(row);
  return row.heldId;
}

async function claim(heldId: number, number: number, at = doors(collection.base, officer())) {
  const body = JSON.stringify({ code: aCode(number), reason: '经核实为同一企业' });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await at.call(`/v1/held-records/${heldId}/claim`, init);
  return { status: response.status, ...((await response.json()) as { reason?: string; recordId?: string }) };
}

test('a held row is claimed for a subject right after its registration', async () => {
  for (const number of [1, 2, 3]) {
    const heldId = await aHeldPenalty(`A-${number}`);
    await collection.load(aFile(aRow(number)));

    const claimed = await claim(heldId, number);

    assert.deepEqual(claimed, { status: 200, recordId: aPenaltyId(`A-${number}`) });
  }
});

test('where the directory cannot see the newest registrations a claim is told to come again, and nobody is called unknown', async () => {
  await using hurried = await startCollection(
    readCollectionConfig({ ...collection.env, COLLECTION_DIRECTORY_WAIT_MS: '100' }),
  );
  await using closing = new AsyncDisposableStack();
  const holder = connectPostgres(collection.env['COLLECTION_DATABASE_URL'] ?? '', { max: 1, applicationName: 'test' });
  closing.defer(() => holder.end());
  const heldId = await aHeldPenalty('B-1');
  const claimNow = () => claim(heldId, 11, doors(`http://127.0.0.1:${hurried.http.port}`, officer()));

  const { early } = await holder.begin(async (tx) => {
    await tx`select from subject_directory for share`;
    await collection.load(aFile(aRow(11)));
    return { early: await claimNow() };
  });
  const later = await until(async () => {
    const answer = await claimNow();
    return answer.status !== 503 && answer;
  });

  assert.deepEqual([early.status, early.reason], [503, 'directory_behind']);
  assert.equal(later.status, 200);
});
