import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hasBrowser, noBrowser, openBrowser, openPage } from '../support/browser.ts';
import { ServiceBench } from '../support/service-bench.ts';

/** A browser that is driven takes all of its tabs for seen. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'))`);
}

describe.skipIf(!hasBrowser)(`the console in many tabs${noBrowser}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  it('is live in the one that is seen, however many there are', async () => {
    await using bench = await ServiceBench.open();
    const { page: first } = await openPage(browser);
    const pages: Page[] = [first];
    // A browser has six connections to a server, for all of its tabs together.
    for (let i = 0; i < 8; i++) {
      const page = pages.at(-1);
      await page?.goto(bench.url);
      await page?.getByText('live', { exact: true }).waitFor();
      if (page) await hide(page, true);
      pages.push(await first.context().newPage());
    }
    await hide(first, false);
    await bench.post({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'DiskFull' } }] });
    await first.getByRole('row', { name: /DiskFull/ }).waitFor();
    expect(await pages[1]?.getByRole('row', { name: /DiskFull/ }).count()).toBe(0);
  });
});
