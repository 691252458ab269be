import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './support/browser.ts';
import { consoleOf, type Place, someSubject } from './support/place.ts';

/** What the reader's own browser finds out about a server that lies. */
export function lyingServerTests(place: Place): void {
  const refused = async (code: string, page: Page, url: string): Promise<string> => {
    await page.goto(`${url}/subjects/${code}`);
    await page.getByRole('button', { name: '核验公示证明' }).click();
    const box = page.locator('.proof.failed');
    await box.waitFor();
    return (await box.textContent()) ?? '';
  };

  test('a record that the server alters is not what the log commits to', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.route('**/v1/subjects/*/records*', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      await route.fulfill({
        response,
        body: text.replace(/"legalRepresentative":"[^"]+"/, '"legalRepresentative":"某某"'),
      });
    });

    assert.match(await refused(code, page, consoleOf(here)), /不一致/);
  });

  test('a provider that the server alters is not what the log commits to', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.route('**/v1/subjects/*/records*', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      await route.fulfill({
        response,
        body: text.replace(/("provider":\{"code":"[^"]+","name":)"[^"]+"/, '$1"另一部门"'),
      });
    });

    assert.match(await refused(code, page, consoleOf(here)), /来源/);
  });

  test('a proof of another record, and one that was made up, prove nothing', async () => {
    const here = place();
    const { code } = await someSubject(here);
    const url = consoleOf(here);
    const search = await fetch(`${url}/api/exchange/v1/subjects?limit=2&name=${encodeURIComponent('杭州')}`);
    const { items } = (await search.json()) as { items: { recordId: string }[] };
    const proofUrl = `${url}/api/exchange/v1/records/proof?recordId=${items.at(-1)?.recordId}`;
    const another = await (await fetch(proofUrl)).text();

    for (const [body, why] of [
      [another, /另一条记录/],
      [another.replace(/^index (\d+)$/m, 'index 0'), /包含证明/],
    ] as const) {
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await page.route('**/v1/records/proof*', (route) => route.fulfill({ body, contentType: 'text/plain' }));
      assert.match(await refused(code, page, url), why);
    }
  });

  test('a checkpoint older than one that this browser has checked is told apart', async () => {
    const here = place();
    const { code, recordId } = await someSubject(here);
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(url);
    const proof = await (await fetch(`${url}/api/exchange/v1/records/proof?recordId=${recordId}`)).text();
    const [origin = '', size = ''] = (proof.split('\n\n')[1] ?? '').split('\n');
    // As if this browser had been here later than the server now claims to be.
    const seen = JSON.stringify({ size: Number(size) + 10, root: '', keys: [] });
    await page.evaluate(([name, text]) => localStorage.setItem(name, text), [`necips-log:${origin}`, seen] as const);

    assert.match(await refused(code, page, url), /更旧/);
  });
}
