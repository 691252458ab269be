import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type CatalogueEntry, makeUscc } from '@necips/domain';
import type { LocalFederation } from '@necips/testbed';
import type { Locator, Page } from 'playwright-core';
import { logIn, openPage, type Visit } from './browser.ts';
import { NODE } from './federation.ts';
import { consoleOf, type Place } from './place.ts';

const POLL_MS = 200;
const GIVE_UP_MS = 60_000;

/** A page of the province's console at which somebody has logged in. */
export async function openDesk(place: ReturnType<Place>, user: string, path: string, size?: Size): Promise<Desk> {
  const url = consoleOf(place);
  const visit = await openPage(place.browser, size);
  await logIn(visit.page, { runDirectory: place.runDirectory, url, realm: `node-${NODE}`, user });
  await visit.page.goto(url + path);
  return { ...visit, url };
}

export type Desk = Visit & { url: string };
type Size = { width: number; height: number };

export const PHONE: Size = { width: 390, height: 844 };

/** Chooses from one of the component library's lists, as a person does: opens it by its label and takes what it offers. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label });
  await box.click();
  // A long list shows only some of what it has.
  if (await box.isEditable()) await box.fill(option);
  await page.locator('.ant-select-item-option', { hasText: option }).first().click();
}

/** Whether what somebody types next goes there. */
export async function isFocused(locator: Locator): Promise<boolean> {
  return (await locator.and(locator.page().locator(':focus')).count()) > 0;
}

/** Waits until something is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (!(await isSo())) {
    assert.ok(Date.now() < giveUpAt, 'it comes about in time');
    await delay(POLL_MS);
  }
}

/** Bodies of the penalties that the province shows of a subject. */
export async function penaltiesOf(federation: LocalFederation, code: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${federation.node(NODE).publication.rest}/v1/subjects/${code}/records?item=PEN`);
  return ((await response.json()) as { items: { body: Record<string, unknown> }[] }).items.map(({ body }) => body);
}

/** Has a second person review what is entered of an item, by a version of the catalogue that is in force from today. */
export async function requireReview(federation: LocalFederation, item: string): Promise<void> {
  const inForce = `${federation.node(NODE).collection.rest}/v1/catalogue`;
  const isReviewed = async () =>
    (((await (await fetch(inForce)).json()) as { entries: CatalogueEntry[] }).entries ?? []).some(
      (entry) => entry.item === item && entry.needsReview,
    );
  if (await isReviewed()) return;
  const call = async <Answer>(as: string, method: string, path: string, body: object): Promise<Answer> => {
    const url = `${federation.endpoints.centre.aggregation.rest}/v1/catalogue/drafts${path}`;
    const headers = { 'content-type': 'application/json' };
    const response = await federation.call(as, url, { method, headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer as Answer;
  };
  const note = '行政处罚信息录入须审核';
  const administrator = 'central-admin@centre';
  const { id, entries } = await call<{ id: number; entries: CatalogueEntry[] }>(administrator, 'POST', '', { note });
  const effectiveFrom = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const changed = entries.map((entry) => (entry.item === item ? { ...entry, needsReview: true } : entry));
  await call(administrator, 'PUT', `/${id}?revision=1`, { note, effectiveFrom, entries: changed });
  await call('central-admin-second@centre', 'POST', `/${id}/publish`, { revision: 2 });
  await until(isReviewed);
}

/** A penalty as it stands in the form, by labels. */
export function aPenaltyForm(decisionNumber: string, subject: { name: string; code: string }): [string, string][] {
  const authorityCode = makeUscc('11', '330000', '00024820');
  return [
    ['行政相对人名称', subject.name],
    ['统一社会信用代码', subject.code],
    ['行政处罚决定书文号', decisionNumber],
    ['违法行为类型', '无照经营'],
    ['违法事实', '未取得营业执照从事经营活动'],
    ['处罚依据', '《无证无照经营查处办法》第十三条'],
    ['处罚内容', '警告'],
    ['处罚决定日期', '2024-03-01'],
    ['处罚机关', '杭州市市场监督管理局'],
    ['处罚机关统一社会信用代码', authorityCode],
    ['数据来源单位', '杭州市市场监督管理局'],
    ['数据来源单位统一社会信用代码', authorityCode],
  ];
}

/** A file of penalties of which nobody here is the subject, or whose subject is not told clearly. */
export function aPenaltyFile(rows: { decisionNumber: string; name: string; uscc: string }[]): string {
  const header = 'decisionNumber,name,uscc,content,facts,penaltyKinds,decidedOn,authority';
  const rest = '警告,无照经营,警告,2024-03-01,杭州市市场监督管理局';
  return `${[header, ...rows.map((row) => `${row.decisionNumber},${row.name},${row.uscc},${rest}`)].join('\n')}\n`;
}

/** Registers an enterprise of a test's own, and waits until it is published. */
export async function aSubject(federation: LocalFederation): Promise<{ code: string; name: string }> {
  const serial = String(Date.now()).slice(-6);
  const code = makeUscc('91', '330106', `MT${serial}`);
  const name = `杭州自有${serial}有限公司`;
  const header = '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,所在省份';
  await handIn(federation, 'REG', `${header}\n${name},${code},2016-05-04,有限责任公司,王某,浙江\n`);
  await until(async () => (await fetch(`${federation.node(NODE).publication.rest}/v1/subjects/${code}`)).ok);
  return { code, name };
}

/** Hands a file in as the node's department does by the interface, and waits until it has been worked off. */
export async function handIn(federation: LocalFederation, item: string, body: string): Promise<void> {
  const base = `${federation.node(NODE).collection.rest}/v1/submissions`;
  const department = `department@${NODE}`;
  const headers = { 'content-type': 'text/csv' };
  const response = await federation.call(department, `${base}?item=${item}`, { method: 'POST', body, headers });
  const { submissionId } = (await response.json()) as { submissionId: string };
  assert.equal(response.status, 202);
  await until(async () => {
    const submission = await (await federation.call(department, `${base}/${submissionId}`)).json();
    return (submission as { state: string }).state === 'completed';
  });
}
