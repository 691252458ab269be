import { existsSync } from 'node:fs';
import { databaseName, type LocalFederation } from '@necips/testbed';
import { type Browser, chromium } from 'playwright-core';
import { type Answers, ask } from './ask.ts';
import { openDatabase } from './databases.ts';

const CENTRE = '100000';
const CHROMIUM = '/usr/bin/chromium';
const VIEWS = 20;
const GIVE_UP_MS = 30_000;
/** What the pages are to reach, with a million subjects on two cores. */
const GOALS = { scriptKb: 200, shownMs: 1_000, suggestionsP95Ms: 100 };

/**
 * The centre's public pages in Chromium with what the index now holds: the first view of a subject's page by a browser that was never
 * here, from the click to all record sections shown; and suggestions by REST through the console, two at a time.
 */
export async function pages(federation: LocalFederation): Promise<Record<string, unknown>> {
  const url = federation.endpoints.consoles[CENTRE];
  if (!url) return { notMeasured: 'no console is up' };
  if (!existsSync(CHROMIUM)) return { notMeasured: `no ${CHROMIUM} (apt-get install chromium fonts-noto-cjk)` };
  const { subjects, codes, names } = await sample(federation);
  const suggestions = await ask(url, names.map(toSuggestion), 2);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const views: View[] = [];
    for (const code of codes.slice(0, VIEWS)) views.push(await firstView(browser, `${url}/subjects/${code}`));
    return { subjects, ...besideGoals(views, suggestions) };
  } finally {
    await browser.close();
  }
}

function besideGoals(views: View[], suggestions: Answers) {
  const shown = views.map(({ shownMs }) => shownMs).sort((a, b) => a - b);
  const at = (share: number) => Math.round(shown[Math.ceil(share * shown.length) - 1] ?? Number.NaN);
  const scriptKb = Math.round(Math.max(...views.map(({ scriptBytes }) => scriptBytes)) / 1_024);
  const p95Ms = at(0.95);
  return {
    firstViewScript: { kb: scriptKb, goalKb: GOALS.scriptKb, isReached: scriptKb <= GOALS.scriptKb },
    firstViewShown: { p50Ms: at(0.5), p95Ms, goalMs: GOALS.shownMs, isReached: p95Ms <= GOALS.shownMs },
    suggestions: {
      ...suggestions,
      goalP95Ms: GOALS.suggestionsP95Ms,
      isReached: suggestions.failed === 0 && suggestions.p95Ms <= GOALS.suggestionsP95Ms,
    },
  };
}

/** What one look at a page took. */
interface View {
  /** Of script, as it came over the wire. */
  scriptBytes: number;
  /** From the beginning of the navigation until nothing is still loading. */
  shownMs: number;
}

async function firstView(browser: Browser, url: string): Promise<View> {
  // What is asked of the page from outside is no script of its own.
  const context = await browser.newContext({ locale: 'zh-CN', bypassCSP: true });
  try {
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') sizes.push(request.sizes().then((size) => size.responseBodySize));
    });
    await page.goto(url, { waitUntil: 'commit' });
    const shown = await page.waitForFunction(SHOWN_AT, undefined, { polling: 'raf', timeout: GIVE_UP_MS });
    const shownMs = Number(await shown.jsonValue());
    const bytes = await Promise.all(sizes);
    return { scriptBytes: bytes.reduce((total, each) => total + each, 0), shownMs };
  } finally {
    await context.close();
  }
}

/** Run in the page: since when every section shows its records; false while one loads. */
const SHOWN_AT = `document.querySelector('article.record') && !document.querySelector('.bone') && performance.now()`;

/** Subjects at random, and their names. */
async function sample(federation: LocalFederation): Promise<{ subjects: number; codes: string[]; names: string[] }> {
  const sql = openDatabase(federation, databaseName(CENTRE, 'aggregation'));
  try {
    const [counted] = await sql<{ subjects: number }[]>`select count(*) as subjects from exchange.subject`;
    const rows = await sql<{ code: string; name: string }[]>`
      select subject_id as code, name from exchange.subject
      where random() < 10000.0 / ${Math.max(1, counted?.subjects ?? 0)}
        and exists (select from exchange.record where record.subject_id = subject.subject_id) limit 700`;
    return {
      subjects: counted?.subjects ?? 0,
      codes: rows.map(({ code }) => code),
      names: rows.map(({ name }) => name),
    };
  } finally {
    await sql.end();
  }
}

/** What the search field asks when somebody has typed the first characters of a name, or some out of its middle. */
function toSuggestion(name: string, index: number): string {
  const characters = [...name];
  const length = 2 + (index % 5);
  const start = index % 3 === 0 ? Math.min(2, Math.max(0, characters.length - length)) : 0;
  const q = characters.slice(start, start + length).join('');
  return `/api/exchange/v1/search?limit=8&q=${encodeURIComponent(q)}`;
}
