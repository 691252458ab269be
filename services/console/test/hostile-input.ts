import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUscc } from '@necips/domain';
import type { Page } from 'playwright-core';
import { openPage, requireAccessible } from './support/browser.ts';
import { consoleOf, type Place, someSubject } from './support/place.ts';
import { handIn, until } from './support/records.ts';

const PHONE = { width: 390, height: 844 };
const HEADER = '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,所在省份\n';
const MARKUP = '<b onclick=alert(1)>坏</b><script>alert(1)</script>&amp;';
/** Hebrew letters run from right to left and would take the text around them along. */
const RIGHT_TO_LEFT = 'שלום עולם';
const RECORDS = 5_000;

/** What strangers may have put into records, as the public's pages show it. */
export function hostileInputTests(place: Place): void {
  test('a name with markup, letters from right to left and 200 characters is shown as it is and breaks no page', async () => {
    const here = place();
    const serial = String(Date.now()).slice(-6);
    const code = makeUscc('91', '330106', `MD${serial}`);
    const name = `敌意${serial}${MARKUP}${RIGHT_TO_LEFT}`.padEnd(196, '长').concat('有限公司');
    const row = `"${name}",${code},2016-05-04,有限责任公司,"${RIGHT_TO_LEFT}<i>某</i>",浙江\n`;
    assert.equal((await handIn(here, { item: 'REG', body: HEADER + row })).status, 202);
    await until(async () => (await fetch(`${consoleOf(here)}/api/exchange/v1/subjects/${code}`)).ok, 'it is shown');

    for (const size of [PHONE, undefined]) {
      await using visit = await openPage(here.browser, size);
      const { page } = visit;
      await page.goto(consoleOf(here));
      await page.getByRole('combobox').pressSequentially(`敌意${serial}`);
      const option = page.getByRole('option').first();
      assert.ok((await option.textContent())?.includes(name));
      await fits(page);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/search?*');
      await page.getByRole('link', { name }).waitFor();
      await fits(page);
      await requireAccessible(page);
      await page.getByRole('link', { name }).click();
      const heading = page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      assert.equal(await heading.locator('.name').textContent(), name);
      const isolated = await page.evaluate(`getComputedStyle(document.querySelector('h1 .name')).unicodeBidi`);
      assert.equal(isolated, 'isolate');
      assert.equal(await page.locator('main script, main i, main b').count(), 0);
      await page.locator('article.record').first().waitFor();
      await fits(page);
      assert.deepEqual(visit.complaints, []);
    }
    const report = await fetch(`${consoleOf(here)}/reports/${code}.pdf`);
    assert.equal(report.status, 200);
    await report.arrayBuffer();
  });

  test('marks of direction that a server slips into a name turn nothing around it', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    const turning = '\u202e司公限有\u2067';
    await page.route(`**/v1/subjects/${code}*`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        body: (await response.text()).replaceAll(/"name":"[^"]+"/g, `"name":"${turning}"`),
      });
    });
    await page.goto(`${consoleOf(here)}/subjects/${code}`);
    const source = page.locator('.source span').first();
    await source.waitFor();

    // What stands before the name stays before it.
    const [labelLeft, nameLeft] = (await page.evaluate(LEFT_ENDS)) as [number, number];
    assert.ok(labelLeft < nameLeft, `${labelLeft} ${nameLeft}`);
    assert.deepEqual(visit.complaints, []);
  });

  test('five thousand records of one item come page by page, and the page can be used meanwhile', async () => {
    const here = place();
    const { code, name } = await someSubject(here, 5);
    const header = '主体名称,统一社会信用代码,变更事项,变更前内容,变更后内容,变更日期\n';
    const rows = Array.from(
      { length: RECORDS },
      (_, i) => `${name},${code},经营范围变更${i},前${i},后${i},20${10 + (i % 10)}-01-02\n`,
    );
    const answer = await handIn(here, { item: 'ALT', body: header + rows.join('') });
    assert.equal(answer.status, 202, await answer.clone().text());
    const counted = async () => {
      const subject = await fetch(`${consoleOf(here)}/api/exchange/v1/subjects/${code}`);
      const { records } = (await subject.json()) as { records: { item: string; count: number }[] };
      return records.find(({ item }) => item === 'ALT')?.count;
    };
    await until(async () => (await counted()) === RECORDS, 'all are shown');
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(`${consoleOf(here)}/subjects/${code}`);
    const section = page.locator('#ALT');
    await section.getByText('5,000 条').waitFor();
    await section.locator('article.record').first().waitFor();

    assert.equal(await section.locator('article.record').count(), 50);
    await section.getByRole('button', { name: /继续加载/ }).click();
    await section.getByText('已显示 100，共 5,000').waitFor();
    await page.locator('.contents a', { hasText: '行政处罚' }).click();
    assert.match(page.url(), /#PEN$/);
    assert.deepEqual(visit.complaints, []);
  });

  test('a record in a format that the page has never seen is shown whole under its own names, and said to be', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.route('**/formats.json', async (route) => {
      const response = await route.fetch();
      const { formats } = (await response.json()) as { formats: { id: string }[] };
      await route.fulfill({ response, json: { formats: formats.filter(({ id }) => id !== 'REG@1') } });
    });
    await page.goto(`${consoleOf(here)}/subjects/${code}`);

    await page.getByText('本页尚不认识该记录的格式版本').waitFor();
    await page.locator('dt', { hasText: 'legalRepresentative' }).waitFor();
    await page.getByRole('button', { name: '核验公示证明' }).first().click();
    await page.getByText('核验通过').waitFor();
    await requireAccessible(page);
    assert.deepEqual(visit.complaints, []);
  });

  test('the way back leads through results and filters to where it began, and an address alone shows the same', async () => {
    const here = place();
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(consoleOf(here));
    await page.getByRole('combobox').fill('杭州');
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.locator('.hit').first().waitFor();
    await page.getByLabel('类别').selectOption('enterprise');
    await page.waitForURL('**kind=enterprise*');
    const filtered = page.url();
    const first = await page.locator('.hit h2').first().textContent();
    await page.locator('.hit a').first().click();
    await page.locator('article.record').first().waitFor();

    await page.goBack();
    await page.locator('.hit').first().waitFor();
    assert.equal(page.url(), filtered);
    assert.equal(await page.getByLabel('类别').inputValue(), 'enterprise');
    await page.goBack();
    await page.waitForURL((address) => !address.search.includes('kind'));
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /企业信用信息公示/ }).waitFor();
    await using other = await openPage(here.browser);
    await other.page.goto(filtered);
    assert.equal(await other.page.locator('.hit h2').first().textContent(), first);
    assert.deepEqual(visit.complaints, []);
  });

  test('suggestions are gone through by keyboard, closed by Escape, and asked for again by typing on', async () => {
    const here = place();
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(consoleOf(here));
    const field = page.getByRole('combobox');
    await field.pressSequentially('杭州');
    await page.getByRole('option').first().waitFor();
    const count = await page.getByRole('option').count();

    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByRole('option').nth(1).getAttribute('aria-selected'), 'true');
    assert.equal(
      await field.getAttribute('aria-activedescendant'),
      await page.getByRole('option').nth(1).getAttribute('id'),
    );
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowUp');
    assert.equal(
      await page
        .getByRole('option')
        .nth(count - 1)
        .getAttribute('aria-selected'),
      'true',
    );
    await page.keyboard.press('Escape');
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    assert.equal(await field.inputValue(), '杭州');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=*');
    assert.deepEqual(visit.complaints, []);
  });
}

/** Where the label before a provider's name, and the name itself, begin on the screen. */
const LEFT_ENDS = `(() => {
  const source = document.querySelector('.source span');
  const range = document.createRange();
  range.selectNodeContents(source.firstChild);
  return [range.getBoundingClientRect().left, source.querySelector('bdi').getBoundingClientRect().left];
})()`;

/** Nothing stands out of the page sideways. */
async function fits(page: Page): Promise<void> {
  const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.equal(over, 0);
}
