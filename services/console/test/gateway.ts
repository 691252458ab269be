import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, openPage } from './support/browser.ts';
import { NODE } from './support/federation.ts';
import { consoleOf, type Place } from './support/place.ts';

const COOKIE = `necips-${NODE}`;

/** The session gateway: what it lets through, and what not. */
export function gatewayTests(place: Place): void {
  test('whoever logs in has a session without a token in the browser, and logging out ends it here and at the realm', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'officer' });

    const session = (await (await context.request.get(`${url}/auth/session`)).json()) as Record<string, unknown>;
    assert.equal(session['account'], 'officer');
    assert.equal((await context.request.get(`${url}/api/collection/v1/submissions`)).status(), 200);
    const ours = (await context.cookies(url)).filter(({ name }) => name.startsWith('necips'));
    assert.deepEqual(
      ours.map(({ name, httpOnly, sameSite, value }) => ({ name, httpOnly, sameSite, isToken: value.includes('.') })),
      [{ name: COOKIE, httpOnly: true, sameSite: 'Lax', isToken: false }],
    );

    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('link', { name: '登录' }).waitFor();
    assert.equal((await context.request.get(`${url}/api/collection/v1/submissions`)).status(), 401);
    await page.goto(`${url}/auth/login`);
    await page.locator('#username').waitFor();
  });

  test('another site can change nothing with the session, nor can a page without its token', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'province-admin' });
    const { pageToken } = (await (await context.request.get(`${url}/auth/session`)).json()) as { pageToken: string };
    const patrol = (headers: Record<string, string>) =>
      context.request.post(`${url}/api/exchange/v1/patrol`, { headers, data: {} }).then((answer) => answer.status());

    assert.equal(await patrol({ origin: 'https://elsewhere.example', 'x-page-token': pageToken }), 403);
    assert.equal(await patrol({ origin: url }), 403);
    assert.equal(
      await patrol({ origin: url, 'x-page-token': pageToken.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }),
      403,
    );
    assert.equal(await patrol({ origin: url, 'x-page-token': pageToken }), 202);
  });

  test('what is not listed is not there, and what needs a session is refused without one', async () => {
    const url = consoleOf(place());
    const status = async (path: string) => (await fetch(url + path)).status;

    assert.equal(await status('/api/collection/metrics'), 404);
    assert.equal(await status('/api/collection/v1/../metrics'), 404);
    assert.equal(await status('/api/exchange/v1/subjects%2f..%2f..%2fmetrics'), 404);
    assert.equal(await status('/api/exchange/v1/differences'), 401);
    assert.equal(await status('/api/exchange/v1/status'), 200);
  });

  test('a login cannot be made to end at another site', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'auditor' });

    for (const target of ['//elsewhere.example/', '/\\elsewhere.example', 'https://elsewhere.example/']) {
      await page.goto(`${url}/auth/login?return=${encodeURIComponent(target)}`);
      assert.equal(new URL(page.url()).origin, url);
    }
  });
}
