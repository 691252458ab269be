import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { requireAccessible, requireNoOverflow } from '../support/browser.ts';
import { aDepartmentDatabase, type DepartmentDatabase } from '../support/department-database.ts';
import { choose, openDesk, PHONE, until } from '../support/desk.ts';
import { NODE } from '../support/federation.ts';
import type { Place } from '../support/place.ts';

/** What a province's administrator does about departments' tables that the node reads by itself. */
export function connectorTests(place: Place): void {
  test('an administrator registers a department’s table, whose rows are published, and mends, pauses and removes it', async () => {
    const here = place();
    await using source = await aDepartmentDatabase(here.federation);
    await using desk = await openDesk(here, 'province-admin', '/desk/connectors/new');
    const { page } = desk;
    await fillIn(page, source);
    await requireAccessible(page);

    await page.getByLabel('第 3 行的列名').fill('没有的列');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('列不存在：没有的列').waitFor();
    await page.getByLabel('第 3 行的列名').fill('clrq');
    await page.getByRole('button', { name: '登记', exact: true }).dblclick();
    await page.waitForURL(/connectors\/[0-9a-f-]{36}$/);
    await page.locator('.tag', { hasText: '运行' }).waitFor();
    await requireAccessible(page);
    const shown = (code: string) => fetch(`${here.federation.node(NODE).publication.rest}/v1/subjects/${code}`);
    await until(async () => (await Promise.all(source.companies.map(({ code }) => shown(code)))).every(({ ok }) => ok));
    await page.locator('.figures-row', { hasText: '已提交行数3' }).waitFor();

    await source.sql`alter table company rename column mc to mingcheng`;
    await page.getByText('已停止：列不存在：mc').waitFor();
    await page.getByText('更正各列对应的字段').waitFor();
    await page.getByRole('link', { name: '变更' }).click();
    await page.getByLabel('第 1 行的列名').fill('mingcheng');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '恢复' }).click();
    await page.getByLabel('原因（记入审计日志）').fill('列名已更正');
    await page.getByRole('dialog').getByRole('button', { name: '恢复' }).click();
    await page.locator('.tag', { hasText: '运行' }).waitFor();

    await page.getByRole('button', { name: '暂停' }).click();
    await page.getByLabel('原因（记入审计日志）').fill('部门系统升级');
    await page.getByRole('dialog').getByRole('button', { name: '暂停' }).click();
    await page.getByText('已暂停：部门系统升级').waitFor();
    assert.ok(!(await page.content()).includes(source.password));

    await page.getByRole('button', { name: '撤除' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    const confirm = page.getByRole('button', { name: '确认撤除' });
    assert.equal(await confirm.isDisabled(), true);
    await page.getByLabel('请输入“company”以确认').fill('company');
    await requireAccessible(page);
    await confirm.click();
    await page.waitForURL(/connectors$/);
    assert.deepEqual(desk.complaints, []);
  });

  test('an officer reads on a phone how connectors stand and takes them along as CSV, and registers none', async () => {
    const here = place();
    await using source = await aDepartmentDatabase(here.federation);
    await using admin = await openDesk(here, 'province-admin', '/desk/connectors/new', PHONE);
    await requireNoOverflow(admin.page);
    await fillIn(admin.page, source);
    await admin.page.getByRole('button', { name: '登记', exact: true }).click();
    await admin.page.waitForURL(/connectors\/[0-9a-f-]{36}$/);
    const path = new URL(admin.page.url()).pathname;

    await using desk = await openDesk(here, 'officer', '/desk/connectors', PHONE);
    const { page } = desk;
    await page.getByRole('list', { name: '数据库对接' }).waitFor();
    await requireAccessible(page);
    await requireNoOverflow(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'connectors.csv');
    assert.equal(await page.getByRole('link', { name: '登记对接' }).count(), 0);
    await page.goto(desk.url + path);
    await page.getByText('已封存保存，不再显示').waitFor();
    await requireAccessible(page);
    await requireNoOverflow(page);
    assert.equal(await page.getByRole('button', { name: '撤除' }).count(), 0);
    await page.goto(`${desk.url}/desk/connectors/new`);
    await page.getByText('没有权限').waitFor();

    await admin.page.goto(admin.url + path);
    await admin.page.getByRole('button', { name: '撤除' }).click();
    await admin.page.getByRole('button', { name: '下一步' }).click();
    await admin.page.getByLabel('请输入“company”以确认').fill('company');
    await admin.page.getByRole('button', { name: '确认撤除' }).click();
    await admin.page.waitForURL(/connectors$/);
    assert.deepEqual([...admin.complaints, ...desk.complaints], []);
  });
}

async function fillIn(page: Page, source: DepartmentDatabase): Promise<void> {
  await choose(page, '提供部门', '浙江省市场监督管理局');
  await choose(page, '信息类别', '登记信息');
  const values = [
    ['表或视图', 'company'],
    ['时间戳列', 'gxsj'],
    ['键列', 'id'],
    ['地址', source.host],
    ['端口', source.port],
    ['数据库', source.database],
    ['只读账号', source.user],
    ['密码', source.password],
    ['间隔（秒）', '1'],
    ['第 1 行的列名', 'mc'],
    ['第 2 行的列名', 'dm'],
    ['第 3 行的列名', 'clrq'],
  ] as const;
  for (const [label, value] of values) await page.getByLabel(label, { exact: true }).fill(value);
}
