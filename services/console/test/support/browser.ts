import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** A two-core machine may be busy. */
const ACTION_TIMEOUT_MS = 60_000;
const DESKTOP = { width: 1440, height: 900 };

/** Why there is no browser here; undefined where there is one. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? undefined
  : `BROWSER TESTS DID NOT RUN: no ${CHROMIUM} (apt-get install chromium fonts-noto-cjk)`;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** A browser of somebody's own, with a page; whatever its pages complain of fails the test that asks. */
export async function openPage(browser: Browser, size = DESKTOP): Promise<Visit> {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN' });
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    // The browser itself reports answers such as 404, which a page may well expect.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // A page may lead elsewhere, as to the realm's login; what it is made of comes from where it comes from itself.
  page.on('request', (request) => {
    if (request.isNavigationRequest() || /^(data|blob):/.test(request.url())) return;
    const [asked, own] = [new URL(request.url()).origin, originOf(request.frame().url())];
    if (own !== undefined && asked !== own) complaints.push(`${own} fetches from outside: ${request.url()}`);
  });
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Where a document came from; undefined for one that is not there yet. */
function originOf(url: string): string | undefined {
  const { origin, protocol } = new URL(url);
  return /^https?:$/.test(protocol) ? origin : undefined;
}

export interface Visit extends AsyncDisposable {
  context: BrowserContext;
  page: Page;
  complaints: string[];
}

/** Logs in as one of the people of a node, through the realm's own page. */
export async function logIn(
  page: Page,
  options: { runDirectory: string; url: string; realm: string; user: string },
): Promise<void> {
  const { runDirectory, url, realm, user } = options;
  const password = readFileSync(join(runDirectory, 'secrets/people', realm, user), 'utf8').trim();
  await page.goto(`${url}/auth/login?return=/`);
  await page.fill('#username', user);
  await page.fill('#password', password);
  await page.click('#kc-login');
  await page.waitForURL(`${url}/`);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const IS_MOVING =
  'document.getAnimations().some(({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime < 10_000)';
const NEXT_FRAME = 'new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)))';

/** Fails where axe finds a serious or critical violation on the page as it stands. */
export async function requireAccessible(page: Page): Promise<void> {
  // A button that has just become usable, or a list that closes, has neither its last colours nor its last shape yet.
  while (await page.evaluate(IS_MOVING)) await page.evaluate(NEXT_FRAME);
  // Evaluated by the debugger, which the content policy does not bind.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const result = await axe.run();
    return result.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ html }) => html.slice(0, 160)),
    }));
  });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.equal(JSON.stringify(serious, undefined, 1), '[]');
}

/** Fails where the page is wider than its window. */
export async function requireNoOverflow(page: Page): Promise<void> {
  const pixels = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.equal(pixels, 0, 'the page is wider than the window');
}

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}
