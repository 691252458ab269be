import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, requireAccessible, requireNoOverflow } from './support/browser.ts';
import { consoleOf, type Place, recordOn, someSubject } from './support/place.ts';

const PHONE = { width: 390, height: 844 };
/** Enough to go through what stands above the records. */
const TAB_STOPS = 12;

/** Who uses the public pages by keyboard, hears them, or does not want them to move. */
export function publicAccessTests(place: Place): void {
  const pages = async () => {
    const { code } = await someSubject(place());
    return ['/', `/search?q=${encodeURIComponent('杭州')}`, `/subjects/${code}`, '/verify', '/no/such/page'];
  };

  test('every public page has its landmarks, one first heading and no level left out, and passes axe on a phone as at a desk', async () => {
    const here = place();
    for (const size of [PHONE, undefined]) {
      await using visit = await openPage(here.browser, size);
      const { page } = visit;
      for (const path of await pages()) {
        await openWhole(page, consoleOf(here) + path);
        const count = (role: 'banner' | 'main' | 'contentinfo') => page.getByRole(role).count();
        assert.deepEqual([await count('banner'), await count('main'), await count('contentinfo')], [1, 1, 1], path);
        await page.getByRole('navigation', { name: '主导航' }).waitFor();
        const levels = (await page.evaluate(HEADING_LEVELS)) as number[];
        assert.equal(levels.filter((level) => level === 1).length, 1, `${path}: ${levels.join()}`);
        for (const [i, level] of levels.entries())
          assert.ok(level <= (levels[i - 1] ?? 0) + 1, `${path}: ${levels.join()}`);
        assert.notEqual(await page.title(), '', path);
        await requireAccessible(page);
        await requireNoOverflow(page);
      }
      assert.deepEqual(visit.complaints, []);
    }
  });

  test('the first key leads past the head of the page, and where the keyboard is can be seen at every stop', async () => {
    const here = place();
    for (const path of await pages()) {
      await using visit = await openPage(here.browser);
      const { page } = visit;
      await openWhole(page, consoleOf(here) + path);
      await page.keyboard.press('Tab');
      const skip = page.getByRole('link', { name: '跳到正文' });
      assert.ok(await skip.evaluate((link) => link === link.ownerDocument.activeElement), path);
      assert.ok(((await skip.boundingBox())?.y ?? -1) >= 0, path);
      for (let stop = 0; stop < TAB_STOPS; stop++) {
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(UNSEEN_FOCUS), undefined, path);
      }
      await skip.focus();
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'content', path);
    }
  });

  test('whoever follows a link by keyboard is at the beginning of the page that it leads to', async () => {
    const here = place();
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(`${consoleOf(here)}/search?q=${encodeURIComponent('杭州')}`);
    await page.locator('.hit a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('article.record').first().waitFor();

    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    assert.deepEqual(visit.complaints, []);
  });

  test('how many results there are, and what became of a proof, is told to those who only hear the page', async () => {
    const here = place();
    const { code, name, recordId } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.goto(`${consoleOf(here)}/search?q=${encodeURIComponent(name)}`);
    await page
      .getByRole('status')
      .filter({ hasText: /\d+ 条结果/ })
      .waitFor();
    await page.goto(`${consoleOf(here)}/search?q=${encodeURIComponent('没有这样的名称')}`);
    await page.getByRole('status').filter({ hasText: '没有查到' }).waitFor();

    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/v1/records/proof*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${consoleOf(here)}/subjects/${code}`);
    const record = recordOn(page, recordId);
    await record.getByRole('button', { name: '核验公示证明' }).click();
    const spoken = record.locator('[aria-live=polite]');
    await spoken.getByText('由您的浏览器核验').waitFor();
    goOn();
    // The same element speaks, which was there before it had anything to say.
    await spoken.getByText('核验通过').waitFor();
    assert.deepEqual(visit.complaints, []);
  });

  test('who wants nothing to move sees nothing move, even while a page loads', async () => {
    const here = place();
    const { code } = await someSubject(here);
    await using visit = await openPage(here.browser);
    const { page } = visit;
    await page.route('**/v1/subjects/**', () => {});
    await page.goto(`${consoleOf(here)}/subjects/${code}`);
    await page.locator('.bone').first().waitFor();
    assert.ok(await isMoving(page));

    await page.emulateMedia({ reducedMotion: 'reduce' });

    assert.equal(await isMoving(page), false);
  });
}

/** Opens a page and waits until it is there with all that it has fetched. */
async function openWhole(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.bone').first().waitFor({ state: 'detached' });
}

async function isMoving(page: Page): Promise<boolean> {
  return (await page.evaluate(`document.getAnimations().some(({ playState }) => playState === 'running')`)) as boolean;
}

const HEADING_LEVELS = `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName[1]))`;

/** What has the focus without showing it: neither itself nor the form around it is outlined or lit. */
const UNSEEN_FOCUS = `(() => {
  const focused = document.activeElement;
  if (focused === document.body) return undefined;
  const isLit = (element) => {
    if (!element) return false;
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return outlineStyle !== 'none' || boxShadow !== 'none';
  };
  const around = focused.closest('form, label');
  return isLit(focused) || isLit(around) ? undefined : focused.outerHTML.slice(0, 120);
})()`;
