import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { logIn, openPage, requireAccessible } from './support/browser.ts';
import { NODE } from './support/federation.ts';
import { consoleOf, type Place } from './support/place.ts';

const CENTRE = '100000';

/** Enrolment of a province, and what the auditor reads of it. */
export function enrolTests(place: Place): void {
  test('a province is enrolled in two steps, a wrong key is told apart, and the auditor finds the act', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    const as = { runDirectory: here.runDirectory, url, realm: 'centre' };
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await logIn(page, { ...as, user: 'central-admin' });
    await page.goto(`${url}/board/enrol`);
    await requireAccessible(page);

    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('请选择省份').waitFor();
    await fill(page, '安徽', 'necips.local/340000');
    await page.getByLabel('日志标识').fill('necips.local/other');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('公钥不属于该日志').waitFor();
    await page.getByLabel('日志标识').fill('necips.local/340000');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('核对公钥指纹').waitFor();
    await requireAccessible(page);
    const confirm = page.getByRole('button', { name: '确认登记' });
    assert.equal(await confirm.isDisabled(), true);
    await page.getByLabel('请输入“安徽”以确认').fill('安徽');
    await confirm.click();
    await page.waitForURL('**/board/340000');
    await page.getByRole('heading', { name: '安徽' }).waitFor();

    await page.goto(`${url}/board/enrol`);
    await fill(page, '浙江', `necips.local/${NODE}`);
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel('请输入“浙江”以确认').fill('浙江');
    await confirm.click();
    await page.getByText('已登记其他日志公钥').waitFor();
    await page.getByText('已登记的公钥不能由此更换').waitFor();
    assert.deepEqual(visit.complaints, []);

    await using audit = await openPage(here.browser);
    await logIn(audit.page, { ...as, user: 'auditor' });
    await audit.page.goto(`${url}/board/audit`);
    const row = audit.page.getByRole('row', { name: /登记节点入网/ }).filter({ hasText: '340000' });
    await row.first().waitFor();
    await audit.page.getByRole('button', { name: '核对链值' }).click();
    await audit.page.getByText('逐条相符').waitFor();
    await requireAccessible(audit.page);
    assert.deepEqual(audit.complaints, []);
  });

  test('the audit log is for auditors alone', async () => {
    const here = place();
    const url = consoleOf(here, CENTRE);
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await logIn(page, { runDirectory: here.runDirectory, url, realm: 'centre', user: 'central-admin' });
    await page.goto(`${url}/board/audit`);

    await page.getByText('没有权限').waitFor();
    assert.equal((await context.request.get(`${url}/api/exchange/v1/audit`)).status(), 403);
  });
}

async function fill(page: Page, province: string, origin: string): Promise<void> {
  await page.getByLabel('省份').fill(province);
  await page.keyboard.press('Enter');
  await page.getByLabel('日志标识').fill(origin);
  await page.getByLabel('日志公钥').fill(aVerifierKey(origin));
  await page.getByLabel('日志地址').fill('http://127.0.0.1:9/log');
  await page.getByLabel('补读地址').fill('127.0.0.1:9');
  await page.getByLabel('令牌地址').fill('http://127.0.0.1:9/token');
}

/** A verifier key (C2SP) of a log by this name, whose other half nobody has. */
function aVerifierKey(name: string): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([Buffer.of(1), publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
  const hash = createHash('sha256').update(`${name}\n`).update(key).digest('hex').slice(0, 8);
  return `${name}+${hash}+${key.toString('base64')}`;
}
