import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createTokenSource } from '../src/index.ts';
import { type FakeKeycloak, startFakeKeycloak } from './fake-realm.ts';

describe('a service’s own token', () => {
  let keycloak: FakeKeycloak;
  before(async () => {
    keycloak = await startFakeKeycloak(['node-330000']);
  });
  beforeEach(() => keycloak.asked.splice(0));
  after(() => keycloak[Symbol.asyncDispose]());

  const sourceWith = (clientSecret: string) =>
    createTokenSource({
      tokenUrl: `${keycloak.issuerOf('node-330000')}/protocol/openid-connect/token`,
      clientId: 'svc-publication',
      clientSecret,
    });

  test('is requested once, however many ask', async () => {
    const source = sourceWith('right');

    const tokens = await Promise.all(Array.from({ length: 10 }, () => source.token()));

    assert.equal(new Set(tokens).size, 1);
    assert.equal(keycloak.asked.length, 1);
  });

  test('is renewed half a minute before it expires', async (t) => {
    const source = sourceWith('right');
    const first = await source.token();

    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 271_000 });

    assert.notEqual(await source.token(), first);
  });

  test('is requested anew after a server has refused it', async () => {
    const source = sourceWith('right');
    const first = await source.token();

    source.invalidate?.();

    assert.notEqual(await source.token(), first);
  });

  test('is asked for again while the identity service is failing', async () => {
    keycloak.failNext(2);

    await sourceWith('right').token();

    assert.equal(keycloak.asked.length, 3);
  });

  test('is not asked for again with credentials that were refused', async () => {
    await assert.rejects(sourceWith('wrong').token(), { code: 'unauthenticated', reason: 'credentials_refused' });
    assert.equal(keycloak.asked.length, 1);
  });
});
