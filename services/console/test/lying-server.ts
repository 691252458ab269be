import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './support/browser.ts';
import { consoleOf, type Place, recordOn, someSubject } from './support/place.ts';

/** What the reader's own browser finds out about a server that lies. */
export function lyingServerTests(place: Place): void {
  /** What the page says of a record whose proof does not hold. */
  const refused = async (page: Page, url: string, { code, recordId }: { code: string; recordId: string }) => {
    await page.goto(`${url}/subjects/${code}`);
    const record = recordOn(page, recordId);
    await record.getByRole('button', { name: '核验公示证明' }).click();
    const box = record.locator('.proof.failed');
    await box.waitFor();
    return (await box.textContent()) ?? '';
  };

  test('a record that the server alters is not what the log commits to', async () => {
    const here = place();
    const subject = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await alterRecord(page, subject.recordId, (record) => {
      record.body['legalRepresentative'] = '某某';
    });

    assert.match(await refused(page, consoleOf(here), subject), /不一致/);
  });

  test('a provider that the server alters is not what the log commits to', async () => {
    const here = place();
    const subject = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await alterRecord(page, subject.recordId, (record) => {
      record.provider.name = '另一部门';
    });

    assert.match(await refused(page, consoleOf(here), subject), /来源/);
  });

  test('a proof of another record, and one that was made up, prove nothing', async () => {
    const here = place();
    const subject = await someSubject(here);
    const other = await someSubject(here, 1);
    const url = consoleOf(here);
    const another = await fetchProof(url, other.recordId);

    for (const [body, why] of [
      [another, /另一条记录/],
      [another.replace(/^index (\d+)$/m, (_line, index: string) => `index ${Number(index) + 1}`), /包含证明/],
    ] as const) {
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await page.route('**/v1/records/proof*', (route) => route.fulfill({ body, contentType: 'text/plain' }));
      assert.match(await refused(page, url, subject), why);
    }
  });

  test('a checkpoint older than one that this browser has checked is told apart', async () => {
    const here = place();
    const subject = await someSubject(here);
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(url);
    const proof = await fetchProof(url, subject.recordId);
    const [origin = '', size = ''] = (proof.split('\n\n')[1] ?? '').split('\n');
    // As if this browser had been here later than the server now claims to be, though the log may grow meanwhile.
    const seen = JSON.stringify({ size: Number(size) + 1_000_000, root: '', keys: [] });
    await page.evaluate(([name, text]) => localStorage.setItem(name, text), [`necips-log:${origin}`, seen] as const);

    assert.match(await refused(page, url, subject), /更旧/);
  });
}

async function fetchProof(url: string, recordId: string): Promise<string> {
  return (await fetch(`${url}/api/exchange/v1/records/proof?recordId=${encodeURIComponent(recordId)}`)).text();
}

/** Has the server show one record otherwise than it was published. */
async function alterRecord(page: Page, recordId: string, alter: (record: ShownRecord) => void): Promise<void> {
  await page.route('**/v1/subjects/*/records*', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { items: ShownRecord[] };
    for (const record of answer.items) if (record.recordId === recordId) alter(record);
    await route.fulfill({ response, json: answer });
  });
}

interface ShownRecord {
  recordId: string;
  provider: { name: string };
  body: Record<string, unknown>;
}
