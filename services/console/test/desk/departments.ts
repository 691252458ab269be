import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUscc } from '@necips/domain';
import { fetchClientToken } from '@necips/testbed';
import { requireAccessible } from '../support/browser.ts';
import { choose, openDesk } from '../support/desk.ts';
import { NODE } from '../support/federation.ts';
import type { Place } from '../support/place.ts';

/** What a province's administrator does about the departments that hand in records. */
export function departmentTests(place: Place): void {
  test('an administrator onboards a department, gives it new credentials, and revokes it in two steps', async () => {
    const here = place();
    const uscc = makeUscc('11', '330100', String(Date.now()).slice(-8));
    const name = `杭州市演示局${uscc.slice(-4)}`;
    const tokenBy = (account: string, secret: string) =>
      fetchClientToken(here.federation.endpoints.keycloak, `node-${NODE}`, account, secret);
    await using desk = await openDesk(here, 'province-admin', '/desk/departments');
    const { page } = desk;
    const keep = async () => {
      const secret = (await page.locator('.secret').textContent()) ?? '';
      const account = (await page.locator('.credentials dd').first().textContent()) ?? '';
      await requireAccessible(page);
      await page.getByLabel('已妥善保存').check();
      await page.getByRole('button', { name: '完成' }).click();
      await page.locator('.secret').waitFor({ state: 'detached' });
      return { account, secret };
    };

    await page.getByRole('button', { name: '登记部门' }).click();
    await page.getByLabel('统一社会信用代码').fill(uscc);
    await page.getByLabel('部门名称').fill(name);
    await choose(page, '可提供的信息', '行政处罚信息');
    await page.keyboard.press('Escape');
    await page.getByLabel('联系人及联系方式').fill('演示 0571-00000000');
    await page.getByRole('button', { name: '登记', exact: true }).dblclick();
    const first = await keep();
    assert.ok(await tokenBy(first.account, first.secret));

    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText('未提交天数').waitFor();
    await requireAccessible(page);
    await page.getByRole('button', { name: '更换凭据' }).click();
    await page.getByRole('button', { name: '更换', exact: true }).click();
    const second = await keep();
    assert.notEqual(second.secret, first.secret);
    await assert.rejects(tokenBy(first.account, first.secret));
    assert.ok(await tokenBy(second.account, second.secret));

    await page.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByLabel('原因（记入审计日志）').fill('机构改革');
    await page.getByRole('button', { name: '下一步' }).click();
    const confirm = page.getByRole('button', { name: '确认停用' });
    assert.equal(await confirm.isDisabled(), true);
    await page.getByLabel(`请输入“${name}”以确认`).fill(name);
    await confirm.click();
    await page.locator('.tag', { hasText: '已停用' }).waitFor();
    await assert.rejects(tokenBy(second.account, second.secret));
    assert.ok(!(await page.content()).includes(second.secret));
    assert.deepEqual(desk.complaints, []);
  });
}
