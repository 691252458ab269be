import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUscc } from '@necips/domain';
import { logIn, openPage, requireAccessible, requireNoOverflow } from '../support/browser.ts';
import { aSubject, choose, isFocused, openDesk, penaltiesOf, until } from '../support/desk.ts';
import { NODE } from '../support/federation.ts';
import { consoleOf, type Place } from '../support/place.ts';

const HEADER = '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,所在省份\n';
const REST_OF_A_PENALTY = {
  content: '警告',
  facts: '无照经营',
  penaltyKinds: '警告',
  authority: '杭州市市场监督管理局',
};
/** What somebody may try to slip into a page by a name. */
const MARKUP = '<img src=x onerror=alert(1)>';

/** What a department's officer and a province's administrator do. */
export function fileTests(place: Place): void {
  test('an officer hands in a file, sees which row is wrong and why, and takes the batch back', async () => {
    const here = place();
    const url = consoleOf(here);
    // Another file at each run, so that its rows are new ones.
    const serial = String(Date.now()).slice(-6);
    const code = makeUscc('91', '330106', `MA${serial}`);
    const good = `杭州${MARKUP}${serial}有限公司,${code},2016-05-04,有限责任公司,王某,浙江\n`;
    const bad = `杭州坏行${serial}有限公司,91330106MA000000ZZ,不是日期,有限责任公司,李某,浙江\n`;
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'officer' });
    await page.goto(`${url}/desk`);
    await page.getByRole('button', { name: '报送', exact: true }).waitFor();
    await requireAccessible(page);

    const file = { name: `${MARKUP}.csv`, mimeType: 'text/csv', buffer: Buffer.from(HEADER + good + bad) };
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', { name: '报送', exact: true }).dblclick();
    await page.waitForURL('**/desk/submissions/*');
    await page.getByRole('heading', { name: file.name }).waitFor();
    await page.locator('.tag', { hasText: '已完成' }).waitFor();
    await page.locator('.bad-value', { hasText: '不是日期' }).waitFor();
    await requireAccessible(page);
    const batches = await page.evaluate(`fetch('/api/collection/v1/submissions?limit=20').then((r) => r.json())`);
    const ours = (batches as { items: { fileName: string }[] }).items.filter(({ fileName }) => fileName === file.name);
    assert.ok(ours.length >= 1);

    await page.getByRole('button', { name: '撤回批次' }).click();
    await page.getByLabel('原因（记入审计日志）').fill('测试');
    await page.getByRole('button', { name: '撤回', exact: true }).click();
    await page.locator('.tag', { hasText: '已撤回' }).waitFor();
    assert.deepEqual(visit.complaints, []);
  });

  test('an officer takes a template along, rehearses a file, which changes nothing, and then hands it in', async () => {
    const here = place();
    const subject = await aSubject(here.federation);
    const serial = String(Date.now()).slice(-7);
    const [good, bad] = [
      { decisionNumber: `试行${serial}`, name: subject.name, uscc: subject.code, decidedOn: '2024-03-01' },
      { decisionNumber: `试错${serial}`, name: subject.name, uscc: subject.code, decidedOn: '2024-13-01' },
    ].map((row) => JSON.stringify({ ...row, ...REST_OF_A_PENALTY }));
    const file = { name: '处罚.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(`${good}\n${bad}\n`) };
    const isShown = async () =>
      (await penaltiesOf(here.federation, subject.code)).some((body) => body['decisionNumber'] === `试行${serial}`);
    await using desk = await openDesk(here, 'officer', '/desk');
    const { page } = desk;
    await choose(page, '信息类别', '行政处罚信息');
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Excel 模板' }).click(),
    ]);
    assert.equal(template.suggestedFilename(), 'PEN.xlsx');

    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', { name: '试运行' }).dblclick();
    await page.getByText('将记录').waitFor();
    await page.locator('.bad-value', { hasText: '2024-13-01' }).waitFor();
    await requireAccessible(page);
    assert.equal(await isShown(), false);

    await page.getByRole('link', { name: '← 批次报送' }).click();
    await choose(page, '信息类别', '行政处罚信息');
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', { name: '报送', exact: true }).click();
    await page.waitForURL('**/desk/submissions/*');
    await until(isShown);
    assert.deepEqual(desk.complaints, []);
  });

  test('a double click hands a file in once', async () => {
    const here = place();
    const url = consoleOf(here);
    const name = `once-${Date.now()}.csv`;
    const code = makeUscc('91', '330106', `MB${String(Date.now()).slice(-6)}`);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'officer' });
    await page.goto(`${url}/desk`);
    const row = `杭州一次${code}有限公司,${code},2016-05-04,有限责任公司,王某,浙江\n`;
    await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(HEADER + row) });

    await page.getByRole('button', { name: '报送', exact: true }).dblclick();
    await page.waitForURL('**/desk/submissions/*');

    const listed = await page.evaluate(`fetch('/api/collection/v1/submissions?limit=50').then((r) => r.json())`);
    const ours = (listed as { items: { fileName: string }[] }).items.filter(({ fileName }) => fileName === name);
    assert.equal(ours.length, 1);
  });

  test('a session that ends in the middle of a form takes nothing from it', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'officer' });
    await page.goto(`${url}/desk`);
    await page.getByRole('button', { name: '报送', exact: true }).waitFor();
    const code = makeUscc('91', '330106', `MC${String(Date.now()).slice(-6)}`);
    const row = `杭州续报${code}有限公司,${code},2016-05-04,有限责任公司,王某,浙江\n`;
    await page.setInputFiles('input[type=file]', {
      name: '续报.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(HEADER + row),
    });

    await context.clearCookies({ name: `necips-${NODE}` });
    await page.getByRole('button', { name: '报送', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '登录已结束' });
    await until(() => isFocused(dialog));
    const [login] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: '重新登录' }).click(),
    ]);
    // The realm still knows the browser, so that the window closes by itself.
    await login.waitForEvent('close').catch(() => undefined);
    await dialog.waitFor({ state: 'hidden' });
    // Who closes the window goes on where he was.
    await until(() => isFocused(page.getByRole('button', { name: '重新报送' })));
    await page.getByRole('button', { name: '重新报送' }).click();

    await page.waitForURL('**/desk/submissions/*');
    await page.getByRole('heading', { name: '续报.csv' }).waitFor();
  });

  test('a province’s administrator sees how far the centre has verified', async () => {
    const here = place();
    const url = consoleOf(here);
    await using visit = await openPage(here.browser, { width: 390, height: 844 });
    const { page } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: `node-${NODE}`, user: 'province-admin' });
    await page.goto(`${url}/desk`);

    await page.getByRole('heading', { name: '批次报送' }).waitFor();
    assert.equal(await page.getByRole('button', { name: '报送', exact: true }).count(), 0);
    await page.getByRole('link', { name: '节点运行' }).click();
    await page.getByText('总局核验', { exact: true }).waitFor();
    await requireAccessible(page);
    await requireNoOverflow(page);
    assert.deepEqual(visit.complaints, []);
  });
}
