import { test } from 'node:test';
import { requireAccessible, requireNoOverflow } from '../support/browser.ts';
import { type Desk, openDesk, PHONE } from '../support/desk.ts';
import type { Place } from '../support/place.ts';

const DESKTOP = { width: 1440, height: 900 };

/** Pages by who opens them. What ends with a slash is the first of those that the page before it links to. */
const PAGES: readonly (readonly [user: string, paths: readonly string[]])[] = [
  [
    'officer',
    [
      '/desk/drafts',
      '/desk/drafts/',
      '/desk/held',
      '/desk/transfers',
      '/desk/connectors',
      '/desk',
      '/desk/submissions/',
    ],
  ],
  [
    'province-admin',
    [
      '/desk/health',
      '/desk/differences',
      '/desk/audit',
      '/desk/connectors/new',
      '/desk/departments',
      '/desk/departments/',
    ],
  ],
  ['approver', ['/desk/reviews']],
];

/** That everybody can read and operate every page, at a desk and on a phone; dialogs are looked at where they are used. */
export function everyPageTests(place: Place): void {
  for (const [where, size] of [
    ['at a desk', DESKTOP],
    ['on a phone', PHONE],
  ] as const) {
    test(`every page of the desk is accessible and fits its window ${where}`, async () => {
      for (const [user, paths] of PAGES) {
        await using desk = await openDesk(place(), user, paths[0] ?? '/desk', size);
        for (const path of paths) {
          await show(desk, path);
          await requireAccessible(desk.page);
          await requireNoOverflow(desk.page);
        }
      }
    });
  }
}

async function show({ page, url }: Desk, path: string): Promise<void> {
  if (path.endsWith('/')) await page.locator(`.desk-main a[href^="${path}"]`).first().click();
  else await page.goto(url + path);
  await page.waitForURL((at) => at.pathname.startsWith(path));
  await page.locator('.desk-main h1').waitFor();
  await page.getByRole('status', { name: '正在加载' }).first().waitFor({ state: 'detached' });
}
