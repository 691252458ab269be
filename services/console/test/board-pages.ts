import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, openPage, requireAccessible, requireNoOverflow } from './support/browser.ts';
import { NODE } from './support/federation.ts';
import { consoleOf, type Place } from './support/place.ts';

const CENTRE = '100000';
const PHONE = { width: 390, height: 844 };

/** What a central administrator does. */
export function boardTests(place: Place): void {
  test('a central administrator sees every node, stops one in two steps and lets it go on', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: 'centre', user: 'central-admin' });
    await page.goto(`${url}/board`);
    await page.locator('.tile.verified').first().waitFor();
    assert.equal(await page.locator('.tile').count(), 32);
    await requireAccessible(page);

    await page.locator('.tile', { hasText: '浙江' }).click();
    await page.getByRole('heading', { name: '浙江' }).waitFor();
    await requireAccessible(page);
    const order = async (act: string) => {
      await page.getByRole('button', { name: act, exact: true }).click();
      await page.getByLabel('理由（记入审计日志，并通知该省）').fill('演练：两步确认');
      await page.getByRole('button', { name: '下一步' }).click();
      const confirm = page.getByRole('button', { name: `确认${act}` });
      assert.equal(await confirm.isDisabled(), true);
      await page.getByLabel('请输入“浙江”以确认').fill('浙江');
      await confirm.click();
    };
    await order('停止汇集');
    await page.locator('.tag', { hasText: '已停止' }).waitFor();
    await order('恢复汇集');
    await page.getByRole('button', { name: '停止汇集', exact: true }).waitFor();
    assert.deepEqual(visit.complaints, []);
  });

  test('the board fits a phone, and an address that names no province is no page of it', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    await using visit = await openPage(here.browser, PHONE);
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: 'centre', user: 'central-admin' });
    for (const [path, list] of [
      ['/board', '各节点汇集情况'],
      ['/board/catalogue', '目录条目'],
    ] as const) {
      await page.goto(url + path);
      await page.getByRole('list', { name: list }).waitFor();
      await requireAccessible(page);
      await requireNoOverflow(page);
    }
    await page.goto(`${url}/board/${NODE}`);
    await page.getByRole('heading', { name: '浙江' }).waitFor();
    await page.getByRole('tab', { name: '补读记录' }).click();
    await requireNoOverflow(page);

    await page.goto(`${url}/board/nowhere`);
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
    assert.deepEqual(visit.complaints, []);
  });

  test('the centre’s word that a record is current is part of what the reader’s browser checks', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    const search = await fetch(`${url}/api/exchange/v1/search?limit=1&node=${NODE}&q=${encodeURIComponent('杭州')}`);
    const { items } = (await search.json()) as { items: { code: string }[] };
    await using visit = await openPage(here.browser);
    const { page } = visit;

    await page.goto(`${url}/subjects/${items[0]?.code}`);
    await page.getByRole('button', { name: '核验公示证明' }).first().click();

    await page.getByText('核验通过：现行有效').waitFor();
    assert.deepEqual(visit.complaints, []);
  });

  test('who may not see the board is told so, and the centre refuses them as well', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'officer' });
    await page.goto(`${url}/board`);

    await page.getByText('没有权限').waitFor();
    assert.equal((await context.request.get(`${url}/api/exchange/v1/differences`)).status(), 403);
  });
}
