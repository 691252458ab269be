import type { Browser, Locator, Page } from 'playwright-core';
import { NODE, type OpenFederation } from './federation.ts';

/** Where tests happen; known once they run. */
export type Place = () => OpenFederation & { browser: Browser };

/** Address of the province's console, or of the centre's. */
export function consoleOf({ federation }: Pick<OpenFederation, 'federation'>, node: string = NODE): string {
  const url = federation.endpoints.consoles[node];
  if (!url) throw new Error(`no console of ${node}`);
  return url;
}

/** Some subject that the province shows; another one for each number, so that what one test adds to it is in no other's way. */
export async function someSubject(
  open: Pick<OpenFederation, 'federation'>,
  number = 0,
): Promise<{ code: string; name: string; recordId: string }> {
  const url = `${open.federation.node(NODE).publication.rest}/v1/subjects?limit=${number + 1}&name=${encodeURIComponent('杭州')}`;
  const { items } = (await (await fetch(url)).json()) as { items: { code: string; name: string; recordId: string }[] };
  const subject = items[number];
  if (!subject) throw new Error('the sample has subjects in 杭州');
  return subject;
}

/** One record on the page of its subject, of which there may be others. */
export function recordOn(page: Page, recordId: string): Locator {
  return page.locator(`article[data-record="${recordId}"]`);
}
