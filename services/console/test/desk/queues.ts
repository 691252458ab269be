import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUscc } from '@necips/domain';
import { requireAccessible, requireNoOverflow } from '../support/browser.ts';
import { aPenaltyFile, aSubject, choose, handIn, openDesk, PHONE, penaltiesOf, until } from '../support/desk.ts';
import type { Place } from '../support/place.ts';

/** What officers do with rows whose subject is not known. */
export function queueTests(place: Place): void {
  test('an officer takes a row on, claims it for its subject, which is published, and gives another one back', async () => {
    const here = place();
    const { federation } = here;
    const subject = await aSubject(here.federation);
    const serial = String(Date.now()).slice(-7);
    const unknown = (place: number) => makeUscc('91', '330106', `${place}${serial}`);
    const [claimed, returned] = [`杭州待认领${serial}有限公司`, `杭州应退回${serial}有限公司`];
    const rows = [
      { decisionNumber: `认领${serial}`, name: claimed, uscc: unknown(1) },
      { decisionNumber: `退回${serial}`, name: returned, uscc: unknown(2) },
    ];
    await handIn(federation, 'PEN', aPenaltyFile(rows));

    await using desk = await openDesk(here, 'officer', '/desk/held');
    const { page } = desk;
    const row = (name: string) => page.getByRole('row', { name });
    await row(claimed).waitFor();
    await requireAccessible(page);
    await page.getByRole('button', { name: `经办：${claimed}` }).click();
    await page.getByRole('button', { name: `放下：${claimed}` }).waitFor();

    await page.getByRole('button', { name: `认领：${claimed}` }).click();
    await page.getByLabel('记于哪一主体名下').fill(subject.code);
    await page.getByRole('radio', { name: subject.name }).click();
    await page.getByLabel('原因（记入审计日志）').fill('档案核对一致');
    await requireAccessible(page);
    await page.getByRole('button', { name: '认领并记录' }).dblclick();
    await row(claimed).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: `退回：${returned}` }).click();
    await page.getByLabel('退回原因（提供部门可见）').fill('代码有误，请核对');
    await page.getByRole('button', { name: '退回', exact: true }).click();
    await row(returned).waitFor({ state: 'detached' });
    await page.getByText('已退回部门').click();
    await row(returned).getByText('代码有误，请核对').waitFor();

    const isShown = (body: Record<string, unknown>) => body['decisionNumber'] === `认领${serial}`;
    await until(async () => (await penaltiesOf(federation, subject.code)).some(isShown));
    assert.deepEqual(desk.complaints, []);
  });

  test('an officer sends a row to another province, and sees what became of it and by when', async () => {
    const here = place();
    const serial = String(Date.now()).slice(-7);
    const name = `广州转送${serial}有限公司`;
    const uscc = makeUscc('91', '440106', `4${serial}`);
    await handIn(here.federation, 'PEN', aPenaltyFile([{ decisionNumber: `转送${serial}`, name, uscc }]));

    await using desk = await openDesk(here, 'officer', '/desk/held');
    const { page } = desk;
    await page.getByRole('button', { name: `转送：${name}` }).click();
    await choose(page, '登记地', '广东');
    await page.getByLabel('原因（记入审计日志）').fill('经与对方核实');
    await requireAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: '转送', exact: true }).dblclick();
    await page.getByRole('row', { name }).getByText('转送广东：').waitFor();

    await page
      .getByRole('row', { name })
      .getByRole('link', { name: /转送广东：/ })
      .click();
    await page.getByRole('heading', { name: '跨省转送' }).waitFor();
    await page
      .getByRole('row', { name: /广东/ })
      .first()
      .getByText(/前(转送|答复)$/)
      .waitFor();
    await requireAccessible(page);
    assert.deepEqual(desk.complaints, []);
  });

  test('the queue is there as CSV and fits a phone', async () => {
    const here = place();
    const serial = String(Date.now()).slice(-7);
    const name = `=杭州手机${serial}有限公司`;
    const uscc = makeUscc('91', '330106', `3${serial}`);
    await handIn(here.federation, 'PEN', aPenaltyFile([{ decisionNumber: `手机${serial}`, name, uscc }]));

    await using desk = await openDesk(here, 'officer', '/desk/held', PHONE);
    const { page } = desk;
    await page.getByText(name).waitFor();
    await requireAccessible(page);
    await requireNoOverflow(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    let csv = '';
    for await (const piece of await download.createReadStream()) csv += String(piece);
    assert.ok(csv.includes(`'${name}`), 'a name that looks like a formula is none');
    assert.deepEqual(desk.complaints, []);
  });
}
