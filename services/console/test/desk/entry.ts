import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUscc } from '@necips/domain';
import type { Page } from 'playwright-core';
import { requireAccessible, requireNoOverflow } from '../support/browser.ts';
import {
  aPenaltyForm,
  aSubject,
  choose,
  type Desk,
  isFocused,
  openDesk,
  PHONE,
  penaltiesOf,
  requireReview,
  until,
} from '../support/desk.ts';
import { NODE } from '../support/federation.ts';
import type { Place } from '../support/place.ts';

const field = (page: Page, label: string) => page.getByLabel(new RegExp(`^${label}`)).first();
const saved = (page: Page) => page.locator('.saved-word').waitFor();

async function begin({ page }: Desk, item: string): Promise<void> {
  await choose(page, '信息类别', item);
  await page.getByRole('button', { name: '开始录入' }).click();
  await page.waitForURL('**/desk/drafts/*');
  await page.getByRole('heading', { name: item }).waitFor();
}

async function fill(page: Page, values: readonly [label: string, value: string][]): Promise<void> {
  for (const [label, value] of values) await field(page, label).fill(value);
}

/** Online entry: whoever types, and whoever reviews. */
export function entryTests(place: Place): void {
  test('an officer types a penalty, the session ends on the way and nothing is lost, an approver approves, and it is published', async () => {
    const here = place();
    await requireReview(here.federation, 'PEN');
    const subject = await aSubject(here.federation);
    const decisionNumber = `杭市监罚〔2024〕${String(Date.now()).slice(-7)}号`;
    await using typing = await openDesk(here, 'officer', '/desk/drafts');
    const { page, context } = typing;
    await begin(typing, '行政处罚信息');
    await requireAccessible(page);

    await fill(page, aPenaltyForm(decisionNumber, { ...subject, code: '91330106MA000000ZZ' }).slice(0, 4));
    await choose(page, '行政相对人类别', '法人及非法人组织');
    await saved(page);
    await page.getByText('还差').waitFor();
    await context.clearCookies({ name: `necips-${NODE}` });
    await fill(page, aPenaltyForm(decisionNumber, subject).slice(1, 2));
    const dialog = page.getByRole('dialog', { name: '登录已结束' });
    await dialog.getByRole('alert').waitFor();
    await until(() => isFocused(dialog));
    await requireAccessible(page);
    await page.keyboard.press('Escape');
    await until(() => isFocused(field(page, '统一社会信用代码')));
    const [login] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: '重新登录' }).click(),
    ]);
    // The realm still knows the browser, so that the window closes by itself.
    await login.waitForEvent('close').catch(() => undefined);
    await saved(page);
    assert.equal(await field(page, '统一社会信用代码').inputValue(), subject.code);
    await fill(page, aPenaltyForm(decisionNumber, subject).slice(4));
    await choose(page, '处罚类别', '警告');
    await page.keyboard.press('Escape');
    await page.getByText('填写完整，可以提交。').waitFor();
    await page.getByRole('button', { name: '提交审核' }).dblclick();
    await page.getByText('已提交，等待另一人审核').waitFor();
    await requireAccessible(page);

    // An approver has nothing to do with batches, and is led to what there is for him.
    await using reviewing = await openDesk(here, 'approver', '/desk');
    await reviewing.page.getByRole('link', { name: subject.name }).first().click();
    await reviewing.page.getByText(decisionNumber).waitFor();
    await requireAccessible(reviewing.page);
    await reviewing.page.getByRole('button', { name: '审核通过' }).click();
    await reviewing.page.getByRole('button', { name: '通过并记录' }).dblclick();
    await reviewing.page.getByText('已记录', { exact: true }).waitFor();

    await page.getByText('已记录', { exact: true }).waitFor();
    const isShown = (body: Record<string, unknown>) => body['decisionNumber'] === decisionNumber;
    await until(async () => (await penaltiesOf(here.federation, subject.code)).some(isShown));
    assert.deepEqual([...typing.complaints, ...reviewing.complaints], []);
  });

  test('an approver gives a draft back with a reason, which the officer sees at the form', async () => {
    const here = place();
    await requireReview(here.federation, 'PEN');
    const subject = await aSubject(here.federation);
    await using typing = await openDesk(here, 'officer', '/desk/drafts');
    const { page } = typing;
    await begin(typing, '行政处罚信息');
    await fill(page, aPenaltyForm(`退回〔2024〕${String(Date.now()).slice(-7)}号`, subject));
    await choose(page, '行政相对人类别', '法人及非法人组织');
    await choose(page, '处罚类别', '警告');
    await page.keyboard.press('Escape');
    await page.getByText('填写完整，可以提交。').waitFor();
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('已提交，等待另一人审核').waitFor();

    await using reviewing = await openDesk(here, 'approver', '/desk/reviews', PHONE);
    await reviewing.page.goto(`${reviewing.url}/desk/reviews/${page.url().split('/').at(-1)}`);
    await reviewing.page.getByRole('button', { name: '退回', exact: true }).click();
    await reviewing.page.getByLabel('退回原因（录入人可见）').fill('请补充违法事实');
    await requireAccessible(reviewing.page);
    await requireNoOverflow(reviewing.page);
    await reviewing.page.getByRole('dialog').getByRole('button', { name: '退回', exact: true }).click();
    await reviewing.page.getByText('已退回录入人').waitFor();

    await page.getByText('请补充违法事实').waitFor();
    assert.deepEqual([...typing.complaints, ...reviewing.complaints], []);
  });

  test('what two tabs type into one draft is put together, and a person decides where they differ', async () => {
    const here = place();
    await using one = await openDesk(here, 'officer', '/desk/drafts');
    await begin(one, '登记信息');
    const other = await one.context.newPage();
    await other.goto(one.page.url());
    await field(other, '企业名称').waitFor();

    await fill(one.page, [['企业名称', '杭州第一标签有限公司']]);
    await saved(one.page);
    await fill(other, [
      ['企业名称', '杭州第二标签有限公司'],
      ['注册日期', '2016-05-04'],
    ]);
    await other.getByText('另一窗口也改了这份草稿').waitFor();
    await requireAccessible(other);
    await other.getByRole('button', { name: '保留本页的' }).click();
    await saved(other);

    await one.page.reload();
    await until(async () => (await field(one.page, '企业名称').inputValue()).includes('第二'));
    assert.equal(await field(one.page, '注册日期').inputValue(), '2016-05-04');
  });

  test('a registration that is submitted by a double click is recorded once, on a phone as well', async () => {
    const here = place();
    const serial = String(Date.now()).slice(-6);
    const code = makeUscc('91', '330106', `MD${serial}`);
    await using desk = await openDesk(here, 'officer', '/desk/drafts', PHONE);
    const { page } = desk;
    await begin(desk, '登记信息');
    await requireNoOverflow(page);
    await fill(page, [
      ['企业名称', `杭州双击${serial}有限公司`],
      ['统一社会信用代码', code],
      ['注册日期', '2016-05-04'],
    ]);
    await page.getByText('填写完整，可以提交。').waitFor();
    await requireAccessible(page);

    await page.getByRole('button', { name: '提交', exact: true }).dblclick();
    await page.getByText('已记录', { exact: true }).waitFor();

    const listed = await page.evaluate(
      `fetch('/api/collection/v1/submissions?way=entry&item=REG&limit=20').then((r) => r.json())`,
    );
    const { items } = listed as { items: { submissionId: string; accepted: number }[] };
    const link = await page.getByRole('link', { name: '查看批次' }).getAttribute('href');
    assert.equal(items[0]?.submissionId, link?.split('/').at(-1));
    assert.equal(items[0]?.accepted, 1);
    const url = `${here.federation.node(NODE).publication.rest}/v1/subjects/${code}`;
    await until(async () => (await fetch(url)).ok);
    assert.deepEqual(desk.complaints, []);
  });
}
