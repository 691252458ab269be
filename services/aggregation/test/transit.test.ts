// What happens to messages between the relay and the centre, done to a real broker: whatever it is, the centre ends equal to the
// province, and what had to be read from the province itself is written down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PublishedBatch } from '@necips/exchange';
import { necips } from '@necips/proto';
import { connectPostgres, type Sql } from '@necips/runtime';
import { enrolNode, openKafkaAdmin, produceMessages } from '@necips/testbed';
import { aRegistration, TestProvince } from './province.ts';
import { runVerify } from './run-verify.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

let bed: ServiceBed;
let sql: Sql;
const bedClosing = new AsyncDisposableStack();

before(async () => {
  bed = bedClosing.use(await ServiceBed.open());
  sql = connectPostgres(bed.databaseUrl, { max: 2, applicationName: 'test' });
  bedClosing.defer(() => sql.end({ timeout: 5 }));
});

after(() => bedClosing.disposeAsync());

/** What is done to three batches on their way, and what the centre keeps of it. */
const HOSTILE: Record<string, { send: (act: Act) => Promise<void>; quarantined?: string[]; isRepaired: boolean }> = {
  'a message forged under another key': {
    async send({ province, honest: [one, two, three], inject, send }) {
      await send(one);
      await inject(new TestProvince(province.node).publish(aRegistration(9_999)), forgedFor(province, two));
      await send(three);
    },
    quarantined: ['differs_from_applied', 'bad_signature'],
    isRepaired: true,
  },
  'an injected message of the right shape that nobody signed': {
    async send({ honest: [one, two, three], inject, send }) {
      await send(one);
      await inject({ ...two, checkpoint: unsigned(two.checkpoint) });
      await send(two, three);
    },
    quarantined: ['bad_signature'],
    isRepaired: false,
  },
  'a message that says more than was signed': {
    async send({ honest: [one, two, three], inject, send }) {
      await send(one);
      await inject({ ...two, leaves: [...two.leaves, ...three.leaves] });
      await send(three);
    },
    quarantined: ['wrong_size'],
    isRepaired: true,
  },
  'a truncated message': {
    async send({ honest: [one, two, three], inject, send }) {
      await send(one);
      await inject(encode(two).subarray(0, -10));
      await send(three);
    },
    quarantined: ['undecodable'],
    isRepaired: true,
  },
  'messages that come twice': {
    send: ({ honest: [one, two, three], send }) => send(one, one, two, one, two, three, three),
    isRepaired: false,
  },
  'messages out of order': { send: ({ honest: [one, two, three], send }) => send(three, one, two), isRepaired: true },
  'a message that never comes': { send: ({ honest: [one, , three], send }) => send(one, three), isRepaired: true },
  'nothing at all': { send: async () => {}, isRepaired: true },
};

for (const [name, { send, quarantined = [], isRepaired }] of Object.entries(HOSTILE)) {
  test(`${name}: the centre is equal to the province, and keeps what came of it`, async () => {
    const province = await bed.openProvince();
    await using _centre = await startFollowing(province);
    const honest = [0, 1, 2].map((i) => aBatch(province, i)) as Honest;

    await send({
      province: province.log,
      honest,
      send: (...batches) => province.send(...batches),
      inject: (...contents) => inject(province, contents),
    });

    await assertEqual(province);
    assert.deepEqual(await reasonsOf(province), quarantined);
    assert.deepEqual(await mended(province), isRepaired ? ['bulk_read'] : []);
  });
}

test('a topic that is deleted and made anew: relay and centre go on, and what was lost is read from the province', async () => {
  const province = await bed.openProvince();
  await using centre = await startFollowing(province);
  await province.send(...[0, 1, 2].map((i) => aBatch(province, i)));
  await province.receipt(province.log.size);
  const lost = aBatch(province, 3);

  const sending = (async () => {
    for (let i = 4; i < 40; i++) await province.send(aBatch(province, i));
  })();
  await recreateTopics(province);
  await sending;

  await assertEqual(province);
  assert.ok(lost.firstIndex < province.log.size);
  assert.ok((await mended(province)).includes('bulk_read'));
  const { body } = await centre.get(`/v1/nodes/${province.node}`);
  assert.equal(body.state, 'verified', JSON.stringify(body));

  const read = (await mended(province)).length;
  await province.send(aBatch(province, 40), aBatch(province, 41));
  await assertEqual(province);
  assert.equal((await mended(province)).length, read, 'what comes later comes by Kafka again');
});

test('messages that expired before the centre read them are read from the province', async () => {
  const province = await bed.openProvince();
  {
    await using _centre = await startFollowing(province);
    await province.send(aBatch(province, 0));
    await province.receipt(province.log.size);
  }
  await province.send(...[1, 2, 3].map((i) => aBatch(province, i)));
  await using admin = openKafkaAdmin(bed.infrastructure);
  await admin.expireMessages(topicOf(province));
  await province.send(aBatch(province, 4));

  await using _centre = await bed.start(PATIENT);

  await assertEqual(province);
  assert.deepEqual(await mended(province), ['bulk_read']);
  assert.deepEqual(await reasonsOf(province), []);
});

test('messages that all expired, and nothing after them, are read from the province', async () => {
  const province = await bed.openProvince();
  await province.send(...[0, 1, 2].map((i) => aBatch(province, i)));
  await using admin = openKafkaAdmin(bed.infrastructure);
  await admin.expireMessages(topicOf(province));

  await using _centre = await startFollowing(province);

  await assertEqual(province);
  assert.deepEqual(await mended(province), ['bulk_read']);
});

type Honest = [PublishedBatch, PublishedBatch, PublishedBatch];

interface Act {
  province: TestProvince;
  honest: Honest;
  /** As the province's relay does. */
  send: (...batches: PublishedBatch[]) => Promise<void>;
  /** As whoever has got hold of the broker does. */
  inject: (...contents: (PublishedBatch | Uint8Array)[]) => Promise<void>;
}

/** What comes by Kafka gets the time to come before the province is read. */
const PATIENT = { AGGREGATION_CATCH_UP_AFTER_MS: '2000', AGGREGATION_NODES_POLL_MS: '1000' };

async function startFollowing(province: BedProvince): Promise<RunningCentre> {
  const centre = await bed.start(PATIENT);
  const { status } = await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));
  assert.equal(status, 201);
  return centre;
}

/** Ten new records, and from the second batch on later versions of some before. */
function aBatch({ log }: BedProvince, i: number): PublishedBatch {
  const later = i === 0 ? [] : [aRegistration(10 * i - 1, { name: `杭州第${i}次变更有限公司` })];
  return log.publish(...Array.from({ length: 10 }, (_, n) => aRegistration(10 * i + n)), ...later);
}

/** A batch like the province's own, at the place of one of its own, signed by a key of the same name. */
function forgedFor(province: TestProvince, { firstIndex }: PublishedBatch): PublishedBatch {
  const forger = new TestProvince(province.node);
  while (forger.size < firstIndex) forger.publish(aRegistration(5_000 + forger.size));
  return forger.publish(aRegistration(9_998, { name: '杭州冒名有限公司' }));
}

/** The checkpoint under a signature of zeros. */
function unsigned(checkpoint: string): string {
  return checkpoint.replace(/ (\S+)\n$/, (_, signature: string) => {
    const bytes = Buffer.from(signature, 'base64');
    return ` ${Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(bytes.length - 4)]).toString('base64')}\n`;
  });
}

async function inject(province: BedProvince, contents: (PublishedBatch | Uint8Array)[]): Promise<void> {
  const values = contents.map((content) => (content instanceof Uint8Array ? content : encode(content)));
  await produceMessages(bed.kafkaAdmin, topicOf(province), values);
}

async function recreateTopics(province: BedProvince): Promise<void> {
  await using admin = openKafkaAdmin(bed.infrastructure);
  await admin.deleteTopics([topicOf(province)]);
  await enrolNode(bed.infrastructure, province.node);
}

function topicOf({ node }: BedProvince): string {
  return `federation.published.v1.${node}`;
}

function encode(batch: PublishedBatch): Uint8Array {
  return necips.federation.v1.PublishedBatch.encode(batch).finish();
}

/** The province is told that all is verified, and a third party finds both equal. */
async function assertEqual(province: BedProvince): Promise<void> {
  const { root } = await province.receipt(province.log.size);
  assert.deepEqual(Buffer.from(root), Buffer.from(province.log.root));
  const { code, report } = await runVerify(bed.databaseUrl, '--node', province.node);
  assert.equal(code, 0, JSON.stringify(report));
  assert.equal(report.nodes[0]?.verifiedSize, province.log.size);
}

async function reasonsOf({ node }: BedProvince): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`select reason from quarantine where node = ${node} order by id`;
  return rows.map(({ reason }) => reason);
}

/** How repairs were mended; one that is open still appears as such. */
async function mended({ node }: BedProvince): Promise<string[]> {
  const rows = await sql<{ how: string }[]>`
    select coalesce(how, 'open') as how from repair where node = ${node} order by id`;
  return rows.map(({ how }) => how);
}
