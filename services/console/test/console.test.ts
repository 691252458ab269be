// One federation for all of it: what each part of the console does in a real browser, with real services and the real realm.
import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { boardTests } from './board-pages.ts';
import { catalogueTests } from './catalogue-pages.ts';
import { deskTests } from './desk-pages.ts';
import { enrolTests } from './enrol-pages.ts';
import { gatewayTests } from './gateway.ts';
import { hostileInputTests } from './hostile-input.ts';
import { lyingServerTests } from './lying-server.ts';
import { publicAccessTests } from './public-access.ts';
import { publicTests } from './public-pages.ts';
import { launchBrowser, NO_BROWSER } from './support/browser.ts';
import { type OpenFederation, openFederation } from './support/federation.ts';

if (NO_BROWSER) console.error(`\n${NO_BROWSER}\n`);

describe('console', { skip: NO_BROWSER ?? false }, () => {
  let open: OpenFederation;
  let browser: Browser;
  const place = () => ({ ...open, browser });

  before(async () => {
    open = await openFederation();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await open?.[Symbol.asyncDispose]();
  });

  publicTests(place);
  publicAccessTests(place);
  hostileInputTests(place);
  lyingServerTests(place);
  gatewayTests(place);
  // A day has one version of the catalogue at most: this one also asks for the review that the desk's tests need.
  catalogueTests(place);
  deskTests(place);
  boardTests(place);
  enrolTests(place);
});
