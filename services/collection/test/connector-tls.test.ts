import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { aCertificateAuthority, tlsPostgres } from '@necips/testbed';
import { aCollection, type TestCollection } from './support/collection.ts';
import { aSource, connectorsOf, type TestSource, untilRecorded } from './support/source.ts';

const open = new AsyncDisposableStack();
let authority: Awaited<ReturnType<typeof aCertificateAuthority>>;
let otherAuthority: typeof authority;
let server: Awaited<ReturnType<typeof tlsPostgres>>;
let source: TestSource;
/** What the node trusts, as its operator has it in a file. */
let authorityFile: string;
let collection: TestCollection;
let connectors: ReturnType<typeof connectorsOf>;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'necips-connector-tls-'));
  open.defer(() => rm(folder, { recursive: true }));
  authority = open.use(await aCertificateAuthority());
  otherAuthority = open.use(await aCertificateAuthority());
  server = open.use(await tlsPostgres(await authority.issue('IP:127.0.0.1'), 'department'));
  source = open.use(await aSource(server));
  authorityFile = join(folder, 'authority.crt');
  await writeFile(authorityFile, authority.certificate);
  collection = open.use(await aCollection(settings({ COLLECTION_CONNECTOR_CA_FILE: authorityFile })));
  connectors = connectorsOf(collection);
});
after(() => open.disposeAsync());

const settings = (more: Record<string, string> = {}) => ({
  COLLECTION_CONNECTOR_HOSTS: source.host,
  COLLECTION_CONNECTOR_RETRY_MS: '100',
  ...more,
});

/** How registering it is refused: status, code, and whether it says what is to be done. */
async function refusalBy({ send }: ReturnType<typeof connectorsOf>, terms: Record<string, unknown>, says: RegExp) {
  const { status, reason, detail } = (await send('POST', '', terms)) as unknown as Record<string, string>;
  return [status, reason, says.test(detail ?? '') ? 'says what to do' : detail];
}

test('a source that demands TLS is pulled where its authority is trusted, and the bytes that come in count', async () => {
  await source.insert(1, 3);
  await source.sql`
    create view wide as select id, repeat('名', 50000) as 名称, 代码, 成立, changed_at from company`;
  await source.sql`grant select on wide to department`;
  await using small = await aCollection(
    settings({ COLLECTION_CONNECTOR_CA_FILE: authorityFile, COLLECTION_CONNECTOR_BYTES_MAX: '65536' }),
  );

  const { connectorId } = await connectors.register(source.terms());
  await untilRecorded(collection, 3);
  const { status, reason } = await connectorsOf(small).send('POST', '', source.terms({ relation: 'wide' }));

  assert.deepEqual([status, reason], [422, 'batch_too_large']);
  await connectors.send('DELETE', `/${connectorId}`);
});

test('a source whose authority is not trusted is refused, and so is one with a certificate of another host', async () => {
  await server.show(await otherAuthority.issue('IP:127.0.0.1'));
  const untrusted = await refusalBy(connectors, source.terms(), /COLLECTION_CONNECTOR_CA_FILE/);
  await server.show(await authority.issue('DNS:db.department.example'));
  const ofOther = await refusalBy(connectors, source.terms(), /按证书中的名称登记/);
  await server.show(await authority.issue('IP:127.0.0.1'));

  assert.deepEqual(untrusted, [422, 'untrusted_certificate', 'says what to do']);
  assert.deepEqual(ofOther, [422, 'certificate_of_other_host', 'says what to do']);
});

test('a source that demands TLS lets nobody in without, and one that has no TLS gets no password', async () => {
  await using plain = await aCollection(settings());
  await using withoutTls = await aSource();
  await using strict = await aCollection(
    settings({ COLLECTION_CONNECTOR_CA_FILE: authorityFile, COLLECTION_CONNECTOR_HOSTS: withoutTls.host }),
  );

  const demanded = await refusalBy(connectorsOf(plain), source.terms(), /COLLECTION_CONNECTOR_CA_FILE/);
  const notOffered = await refusalBy(connectorsOf(strict), withoutTls.terms(), /ssl = on/);

  assert.deepEqual(demanded, [422, 'login_not_allowed', 'says what to do']);
  assert.deepEqual(notOffered, [422, 'tls_not_offered', 'says what to do']);
});

test('a certificate by another authority stops a connector, and trusting that authority lets it go on where it was', async () => {
  await source.insert(1_000);
  const { connectorId } = await connectors.register(source.terms());
  await untilRecorded(collection, 1_000);

  await server.show(await otherAuthority.issue('IP:127.0.0.1'));
  const stopped = await connectors.until(connectorId, ({ state }) => state === 'stopped');
  await source.insert(1_001);
  await writeFile(authorityFile, `${authority.certificate}\n${otherAuthority.certificate}`);
  await connectors.send('POST', `/${connectorId}/resume`, { reason: '已核实新的签发机构' });
  await untilRecorded(collection, 1_001);

  assert.equal(stopped.reason, 'untrusted_certificate');
  assert.match(stopped.explanation, /COLLECTION_CONNECTOR_CA_FILE/);
});
