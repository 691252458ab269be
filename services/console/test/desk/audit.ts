import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireAccessible, requireNoOverflow } from '../support/browser.ts';
import { choose, openDesk, PHONE } from '../support/desk.ts';
import type { Place } from '../support/place.ts';

/** What an auditor reads. */
export function auditTests(place: Place): void {
  test('an auditor reads who did what, chooses by act, and takes the log along as CSV', async () => {
    await using desk = await openDesk(place(), 'auditor', '/desk/audit');
    const { page } = desk;
    await page.getByRole('row').nth(1).waitFor();
    await requireAccessible(page);

    await choose(page, '事项', '登记部门');
    await page
      .getByRole('row', { name: /onboard_department/ })
      .first()
      .waitFor();
    assert.equal(await page.getByRole('row', { name: /take_back_submission/ }).count(), 0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
    assert.deepEqual(desk.complaints, []);
  });

  test('the audit log fits a phone, and an officer is not shown it', async () => {
    const here = place();
    await using desk = await openDesk(here, 'auditor', '/desk/audit', PHONE);
    await desk.page.getByRole('list', { name: '审计日志' }).waitFor();
    await requireAccessible(desk.page);
    await requireNoOverflow(desk.page);

    await using other = await openDesk(here, 'officer', '/desk/audit');
    await other.page.getByText('没有权限').waitFor();
    const answer = await other.context.request.get(`${other.url}/api/collection/v1/audit`);
    assert.equal(answer.status(), 403);
  });
}
