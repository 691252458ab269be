import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newItemFormat } from '@necips/testbed';
import { logIn, openPage, requireAccessible } from './support/browser.ts';
import { NODE } from './support/federation.ts';
import { consoleOf, type Place, someSubject } from './support/place.ts';
import { handIn, until } from './support/records.ts';

const CENTRE = '100000';

/** A new version of the catalogue by two persons, from the draft to the page that shows the new item. */
export function catalogueTests(place: Place): void {
  test('one administrator drafts a version of the catalogue, another publishes it, and pages show the new item by its labels', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    const as = { runDirectory: here.runDirectory, url, realm: 'centre' };
    const address = await draftIt();
    await publishIt(address);

    const { code, name } = await someSubject(here, 6);
    const row = `名称,统一社会信用代码,文号,日期\n${name},${code},测字〔2026〕1号,2026-03-02\n`;
    await until(async () => (await handIn(here, { item: 'ZZT', body: row })).status === 202, 'the item is taken in');
    for (const node of [NODE, CENTRE]) {
      const shown = `${consoleOf(here, node)}/subjects/${code}`;
      const records = `${consoleOf(here, node)}/api/exchange/v1/subjects/${code}/records?item=ZZT`;
      await until(async () => ((await (await fetch(records)).json()) as { items: [] }).items.length > 0, 'it is shown');
      // The console asks for formats twice a minute.
      const formats = `${consoleOf(here, node)}/formats.json`;
      await until(async () => (await (await fetch(formats)).text()).includes('ZZT@1'), 'its format is known');
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await page.goto(shown);
      const section = page.locator('#ZZT');
      await section.getByRole('heading', { name: '测试信息' }).waitFor();
      await section.getByText('测字〔2026〕1号').waitFor();
      const labels = await section.locator('dt').allTextContents();
      // Whose it is, the head of the page says.
      assert.deepEqual(labels.sort(), ['文号', '日期'].sort());
      assert.equal(await page.locator('.banner.warn').count(), 0);
      await page.goto(`${consoleOf(here, node)}/subjects/${(await someSubject(here, 7)).code}`);
      await page.locator('.empty-items li', { hasText: '测试信息' }).waitFor();
      assert.deepEqual(visit.complaints, []);
    }

    async function draftIt(): Promise<string> {
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await logIn(page, { ...as, user: 'central-admin' });
      await page.goto(`${url}/board/catalogue`);
      await page.getByText('第 1 版').first().waitFor();
      await requireAccessible(page);
      await page.getByRole('button', { name: '起草新版本' }).click();
      await page.getByLabel('说明：改什么，为什么').fill('增加测试信息，缩短处罚的提供期限');
      await page.getByRole('button', { name: '开始起草' }).click();
      await page.waitForURL('**/board/catalogue/drafts/*');

      await page.setInputFiles('input[type=file]', {
        name: 'ZZT@1.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(newItemFormat())),
      });
      await page.getByRole('heading', { name: /测试信息/ }).waitFor();
      await page.getByRole('button', { name: '修改 行政处罚信息' }).click();
      await page.getByLabel('提供期限（产生之日起的工作日）').fill('5');
      await page.getByRole('switch').click();
      await page.getByRole('button', { name: '确定', exact: true }).click();
      await page.getByRole('button', { name: '新增项目' }).click();
      await page.getByLabel('项目代码（三个大写字母）').fill('PEN');
      await page.getByRole('button', { name: '确定', exact: true }).click();
      await page.getByText('已有项目 PEN').waitFor();
      await page.getByLabel('项目代码（三个大写字母）').fill('ZZT');
      await page.getByLabel('项目名称').fill('测试信息');
      await page.getByLabel('类别').fill('测试');
      await page.getByLabel('法律依据').fill('《测试办法》第一条');
      await page.getByLabel('格式规范（新格式先在草案中上传）').click();
      await page.getByTitle('ZZT@1').click();
      await page.getByLabel('共享范围').fill('各级政府部门');
      await page.getByLabel('更新周期').fill('实时');
      await page.getByRole('button', { name: '确定', exact: true }).click();
      await page.getByText('有未保存的修改').waitFor();
      await page.getByRole('button', { name: '保存', exact: true }).click();

      await page.getByText('提供期限由“7 个工作日”改为“5 个工作日”').waitFor();
      await page.getByText('在线录入须经复核由“否”改为“是”').waitFor();
      await page.getByText('新增项目“测试信息”').waitFor();
      await page.getByText('校验通过').waitFor();
      assert.equal(await page.getByRole('button', { name: '核对并公布' }).isDisabled(), true);
      await requireAccessible(page);
      assert.deepEqual(visit.complaints, []);
      return page.url();
    }

    async function publishIt(draft: string): Promise<void> {
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await logIn(page, { ...as, user: 'central-reviewer' });
      await page.goto(draft);
      await page.getByRole('button', { name: '核对并公布' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('行政处罚信息：提供期限由“7 个工作日”改为“5 个工作日”').waitFor();
      await requireAccessible(page);
      await dialog.getByRole('button', { name: '已核对，下一步' }).click();
      const confirm = dialog.getByRole('button', { name: '确认公布' });
      assert.equal(await confirm.isDisabled(), true);
      const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
      await dialog.getByLabel(`请输入生效日期 ${day} 以确认`).fill(day);
      await confirm.click();
      await page
        .getByText(/已公布为资源目录第 \d+ 版/)
        .first()
        .waitFor();
      assert.deepEqual(visit.complaints, []);
    }
  });
}
