import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTokenVerifier, type TokenVerifier } from '../src/index.ts';
import { type FakeKeycloak, inSeconds, startFakeKeycloak, tampered, unsigned } from './fake-realm.ts';

describe('a service of node 330000', () => {
  let keycloak: FakeKeycloak;
  let verifier: TokenVerifier;
  before(async () => {
    keycloak = await startFakeKeycloak(['node-330000', 'node-440000', 'centre']);
    verifier = createTokenVerifier({ issuer: keycloak.issuerOf('node-330000'), audience: 'necips-api' });
  });
  after(() => keycloak[Symbol.asyncDispose]());

  const refusal = (reason: string, code = 'unauthenticated') => ({ name: 'ServiceError', code, reason });

  test('knows a department by its token', async () => {
    const expiresAt = inSeconds(300);
    const token = await keycloak.token('node-330000', { iat: expiresAt - 300, exp: expiresAt });

    const caller = await verifier.verify(token);

    assert.deepEqual(caller, {
      subject: 'b7f1c0de-0000-4000-8000-000000000001',
      account: 'department-demo',
      roles: new Set(['department']),
      nodes: ['330000'],
      department: '11330000002482095X',
      departmentName: '浙江省市场监督管理局',
      issuedAt: (expiresAt - 300) * 1_000,
      expiresAt: expiresAt * 1_000,
    });
  });

  test('knows an officer by the user name', async () => {
    const claims = { preferred_username: 'wang.min', department: undefined, department_name: undefined };

    const caller = await verifier.verify(await keycloak.token('node-330000', claims));

    assert.equal(caller.account, 'wang.min');
    assert.equal(caller.department, undefined);
  });

  const bad: Record<string, (keycloak: FakeKeycloak) => Promise<string>> = {
    'has expired': (k) => k.token('node-330000', { exp: inSeconds(-1) }),
    'never expires': (k) => k.token('node-330000', { exp: undefined }),
    'is not valid yet': (k) => k.token('node-330000', { nbf: inSeconds(3_600) }),
    'names no account': (k) => k.token('node-330000', { sub: undefined }),
    'is a refresh token': (k) => k.token('node-330000', { typ: 'Refresh' }),
    'is an ID token': (k) => k.token('node-330000', { typ: 'ID' }),
    'is for another audience': (k) => k.token('node-330000', { aud: 'account' }),
    'is signed by an unknown key': (k) => k.token('node-330000', {}, { kid: 'nobody' }),
    'was signed by another realm in this one’s name': (k) =>
      k.token('node-440000', { iss: k.issuerOf('node-330000') }, { kid: 'node-330000' }),
    'has a bad signature': async (k) => tampered(await k.token('node-330000')),
    'declares itself unsigned': async (k) => unsigned(await k.token('node-330000')),
    'is of a foreign identity server': (k) =>
      k.token('node-440000', { iss: 'https://elsewhere.example/realms/node-440000' }),
    'is of a realm nobody has': (k) => k.token('node-440000', { iss: k.issuerOf('node-990000') }),
    'is of another node and has expired': (k) => k.token('node-440000', { exp: inSeconds(-1) }),
    'is of another node with a bad signature': async (k) => tampered(await k.token('node-440000')),
    'is no token at all': async () => 'abc',
    'is a megabyte long': async () => 'a.'.repeat(500_000),
  };
  for (const [what, make] of Object.entries(bad)) {
    test(`does not accept a token that ${what}`, async () => {
      await assert.rejects(verifier.verify(await make(keycloak)), refusal('invalid_token'));
    });
  }

  test('refuses a genuine token of another node as such', async () => {
    await assert.rejects(verifier.verify(await keycloak.token('node-440000')), refusal('other_node', 'forbidden'));
    await assert.rejects(verifier.verify(await keycloak.token('centre')), refusal('other_node', 'forbidden'));
  });

  test('does not ask after an invented realm again and again', async () => {
    const invented = await keycloak.token('node-440000', { iss: keycloak.issuerOf('node-980000') });
    await assert.rejects(verifier.verify(invented), refusal('invalid_token'));
    const asked = keycloak.asked.length;

    await assert.rejects(verifier.verify(invented), refusal('invalid_token'));

    assert.equal(keycloak.asked.length, asked);
  });

  test('forgets a verified token when it expires', async (t) => {
    const token = await keycloak.token('node-330000', { exp: inSeconds(60) });
    await verifier.verify(token);

    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 });

    await assert.rejects(verifier.verify(token), refusal('invalid_token'));
  });

  test('asks for the realm’s keys once for many tokens', async () => {
    const fresh = createTokenVerifier({ issuer: keycloak.issuerOf('node-330000'), audience: 'necips-api' });
    const before = keycloak.asked.length;
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, n) => keycloak.token('node-330000', { jti: `${n}` })),
    );

    await Promise.all(tokens.map((token) => fresh.verify(token)));

    assert.equal(keycloak.asked.length, before + 1);
  });
});

test('while the identity service is down and no key is known, a token is neither good nor bad', async () => {
  const keycloak = await startFakeKeycloak(['node-330000']);
  const verifier = createTokenVerifier({ issuer: keycloak.issuerOf('node-330000'), audience: 'necips-api' });
  const token = await keycloak.token('node-330000');
  const expired = await keycloak.token('node-330000', { exp: inSeconds(-1) });
  await keycloak[Symbol.asyncDispose]();

  await assert.rejects(verifier.verify(token), { code: 'unavailable', reason: 'identity_unreachable' });
  await assert.rejects(verifier.verify(expired), { code: 'unauthenticated' });
});

test('tokens verified while keys were known stay good through an outage of the identity service', async () => {
  const keycloak = await startFakeKeycloak(['node-330000']);
  const verifier = createTokenVerifier({ issuer: keycloak.issuerOf('node-330000'), audience: 'necips-api' });
  await verifier.verify(await keycloak.token('node-330000'));
  const another = await keycloak.token('node-330000', { jti: 'another' });
  await keycloak[Symbol.asyncDispose]();

  const caller = await verifier.verify(another);

  assert.equal(caller.account, 'department-demo');
});
