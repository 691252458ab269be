import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage, requireAccessible } from './support/browser.ts';
import { consoleOf, type Place, recordOn, someSubject } from './support/place.ts';
import { handIn, until } from './support/records.ts';

const PHONE = { width: 390, height: 844 };
/** Script that the first view of a subject's page may take, gzipped. */
const SCRIPT_BYTES_MAX = 200 * 1024;

/** What anybody may do, without a login. */
export function publicTests(place: Place): void {
  test('a reader types, takes a suggestion by keyboard, reads what is published and has the proof checked', async () => {
    const here = place();
    const { name, code, recordId } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(consoleOf(here));
    await requireAccessible(page);

    await page.getByRole('combobox').pressSequentially(name.slice(0, 5));
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.match(page.url(), /\/subjects\//);

    await page.goto(`${consoleOf(here)}/subjects/${code}`);
    await recordOn(page, recordId).getByRole('button', { name: '核验公示证明' }).click();
    await page.getByText('核验通过').waitFor();
    await requireAccessible(page);
    assert.deepEqual(visit.complaints, []);
  });

  test('a search can be passed on as its address, and says so where nothing was found', async () => {
    const here = place();
    const { name } = await someSubject(here);
    await using visit = await openPage(here.browser, PHONE);
    const { page } = visit;

    await page.goto(`${consoleOf(here)}/search?q=${encodeURIComponent(name)}`);
    await page.getByRole('link', { name }).waitFor();
    await requireAccessible(page);
    await page.goto(`${consoleOf(here)}/search?q=${encodeURIComponent('没有这样的名称')}`);
    await page.getByRole('heading', { name: '没有查到' }).waitFor();

    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.equal(overflow, 0);
    assert.deepEqual(visit.complaints, []);
  });

  test('a proof file that was saved is checked without the network, and one that was altered is refused', async () => {
    const here = place();
    const { recordId } = await someSubject(here);
    const proof = await (await fetch(`${consoleOf(here)}/api/exchange/v1/records/proof?recordId=${recordId}`)).text();
    await using visit = await openPage(here.browser);
    const { page, context } = visit;
    await page.goto(`${consoleOf(here)}/verify`);
    const choose = (text: string) =>
      page.setInputFiles('input[type=file]', {
        name: 'a.tlog-proof',
        mimeType: 'text/plain',
        buffer: Buffer.from(text),
      });
    await choose(proof);
    await page.getByText('核验通过').waitFor();
    await requireAccessible(page);

    await context.setOffline(true);
    await choose(proof.replace(/^index (\d+)$/m, (_line, index: string) => `index ${Number(index) + 1}`));

    await page.getByText('核验未通过').waitFor();
  });

  test('who stands in a list bears its colour at the head, and no record says again whose it is', async () => {
    const here = place();
    const { code, name } = await someSubject(here, 8);
    const row = `${name},${code},通过登记的住所（经营场所）无法联系,2024-07-02,杭州市市场监督管理局\n`;
    const body = `主体名称,统一社会信用代码,列入经营异常名录原因,列入日期,列入决定机关\n${row}`;
    assert.equal((await handIn(here, { item: 'ABN', body })).status, 202);
    const records = `${consoleOf(here)}/api/exchange/v1/subjects/${code}/records?item=ABN`;
    await until(async () => ((await (await fetch(records)).json()) as { items: [] }).items.length > 0, 'it is shown');
    await using visit = await openPage(here.browser);
    const { page } = visit;

    await page.goto(`${consoleOf(here)}/subjects/${code}`);

    await page.locator('.banner.abnormal', { hasText: '2024年7月2日' }).waitFor();
    await page.locator('.subject-head.abnormal h1 .tag.abnormal').waitFor();
    const labels = await page.locator('#ABN dt').allTextContents();
    assert.deepEqual(labels.sort(), ['列入决定机关', '列入日期', '列入经营异常名录原因']);
    await requireAccessible(page);
    await page.emulateMedia({ media: 'print' });
    await page.locator('.print-head img').waitFor();
    assert.ok(await page.evaluate(`document.querySelector('.print-head img').naturalWidth > 0`));
    assert.deepEqual(visit.complaints, []);
  });

  test('a report is a PDF that anybody may have, and an unknown subject has none', async () => {
    const here = place();
    const { code } = await someSubject(here);

    const report = await fetch(`${consoleOf(here)}/reports/${code}.pdf`);
    const bytes = Buffer.from(await report.arrayBuffer());

    assert.equal(report.headers.get('content-type'), 'application/pdf');
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    assert.equal((await fetch(`${consoleOf(here)}/reports/91330106MA00000Z99.pdf`)).status, 404);
  });

  test('the first view of a subject takes little script, and nothing from elsewhere', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(request.sizes().then((size) => size.responseBodySize));
    });

    await page.goto(`${consoleOf(here)}/subjects/${code}`, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const scriptBytes = (await Promise.all(scripts)).reduce((total, bytes) => total + bytes, 0);

    console.log(`first view of a subject: ${(scriptBytes / 1024).toFixed(0)} KB of script, gzipped`);
    assert.ok(scriptBytes > 0 && scriptBytes <= SCRIPT_BYTES_MAX, `${scriptBytes} bytes of script`);
    assert.deepEqual(visit.complaints, []);
  });
}
