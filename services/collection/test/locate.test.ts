import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { necips } from '@necips/proto';
import { aCentre, type TestCentre } from './support/centre.ts';
import { aCollection, type Doors, doors, type TestCollection } from './support/collection.ts';
import { aPenaltyFile, type PenaltyRow } from './support/penalties.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

const { LOCATE_OUTCOME_FOUND: FOUND, LOCATE_OUTCOME_UNKNOWN: UNKNOWN } = necips.federation.v1.LocateOutcome;
const WAITING = { timeout: 300_000 };
const DAY_MS = 86_400_000;

interface HeldJson {
  name: string;
  location: {
    outcome: string;
    node: string | null;
    nodeName: string | null;
    foundBy: string | null;
    at: string;
  } | null;
}

let centre: TestCentre;
let collection: TestCollection;
/** A department of the leased node, on whose topics the test speaks. */
let department: Doors;
const officer = () => collection.token('officer', { node: [centre.node] });
const clock = { aheadMs: 0 };

before(async () => {
  centre = await aCentre();
  collection = await aCollection(centre.settings, { now: () => Date.now() + clock.aheadMs });
  department = doors(collection.base, collection.token('department', { node: [centre.node] }));
});

after(async () => {
  await collection?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test(
  'where the enterprise of a held row is registered is asked by itself, and shown in the queue',
  WAITING,
  async () => {
    await hold({
      decisionNumber: 'A-1',
      name: '广州某某贸易有限公司',
      uscc: aCode(901),
      taxNumber: '税号',
      partyIdNumber: '证号',
    });

    const { locate } = await centre.next();
    const locateId = locate?.locateId ?? '';
    await centre.tell(Buffer.from([0xff]), { located: { locateId, outcome: FOUND, node: '990000', foundBy: 'magic' } });
    await centre.tell({ located: aFind(locateId, { locatedAtMs: 2_000 }) });
    await centre.tell({ located: { locateId, outcome: UNKNOWN, locatedAtMs: 1_000 } });
    await centre.tell({ located: aFind('00000000-0000-4000-8000-000000000000') });

    const held = await until('广州某某贸易有限公司', ({ location }) => location !== null);
    // Nothing is said of it but how it is called.
    assert.deepEqual({ ...locate }, { locateId, creditCode: aCode(901), name: '广州某某贸易有限公司' });
    assert.deepEqual(held.location, {
      outcome: 'found',
      node: '440000',
      nodeName: '广东',
      foundBy: 'name',
      at: '1970-01-01T00:00:02.000Z',
    });
    const csv = await (await collection.call('/v1/held-records.csv', {}, officer())).text();
    assert.match(csv, /,登记地,转送,转出地,应答复日期\r\n[^\r]*,广东,,,\r\n/);
  },
);

test('what has no answer is asked again, and so is after a day what was unknown', WAITING, async () => {
  await hold({ decisionNumber: 'B-1', name: '深圳某某贸易有限公司' });
  const first = await centre.next();
  clock.aheadMs += 3_600_000;
  const again = await centre.next();
  const locateId = again.locate?.locateId ?? '';
  await centre.tell({ located: { locateId, outcome: UNKNOWN, locatedAtMs: 3_000 } });
  await until('深圳某某贸易有限公司', ({ location }) => location?.outcome === 'unknown');

  clock.aheadMs += 2 * DAY_MS;
  const next = [await centre.next(), await centre.next()].map(({ locate }) => locate?.name);
  await centre.tell({ located: aFind(locateId, { foundBy: 'name', locatedAtMs: 4_000 }) });

  assert.equal(first.locate?.locateId, again.locate?.locateId);
  assert.deepEqual(new Set(next), new Set(['广州某某贸易有限公司', '深圳某某贸易有限公司']));
  const held = await until('深圳某某贸易有限公司', ({ location }) => location?.outcome === 'found');
  assert.equal(held.location?.foundBy, 'name');
});

test('the centre is asked for nobody who is registered here', WAITING, async () => {
  await department.load(aFile(aRow(5, { province: '' })));
  await department.load(aPenaltyFile({ decisionNumber: 'C-1', name: '别的名称有限公司', uscc: aCode(5) }), {
    item: 'PEN',
  });
  await hold({ decisionNumber: 'C-2', name: '珠海某某贸易有限公司' });

  // The one before it, whose name does not fit its code, waits for a person.
  assert.equal((await centre.next()).locate?.name, '珠海某某贸易有限公司');
});

async function hold(row: PenaltyRow): Promise<void> {
  const { held } = await department.load(aPenaltyFile(row), { item: 'PEN' });
  assert.equal(held, 1);
}

async function until(name: string, isSo: (held: HeldJson) => boolean): Promise<HeldJson> {
  for (;;) {
    const { items } = (await collection.get('/v1/held-records', officer())) as { items: HeldJson[] };
    const found = items.find((each) => each.name === name);
    if (found && isSo(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function aFind(locateId: string, changes: necips.federation.v1.Located.$Properties = {}) {
  return { locateId, outcome: FOUND, node: '440000', foundBy: 'name', locatedAtMs: 1_000, ...changes };
}
