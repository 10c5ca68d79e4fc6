import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { apiRouter } from '../../src/api/api.ts';
import { apiSources } from '../../src/api/sources.ts';
import { openConsole } from '../../src/console/console.ts';
import { serve } from '../http/support.ts';
import { hasBrowser, noBrowser, openBrowser, openPage } from '../support/browser.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { podAlert } from '../support/worker-bench.ts';

describe.skipIf(!hasBrowser)(`what failed, in a browser${noBrowser}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  it('counts and filters alerts that were not folded beside storms, and retries them', async () => {
    await using refusing = await RefusingBench.open();
    const { instance } = refusing.bench;
    await refusing.failedStorms('shop');
    await refusing.failedAlerts(podAlert('x', { namespace: 'billing' }));
    const opened = openConsole(instance, { guard: [] });
    await using served = await serve((app) => {
      app.use('/api/v1', apiRouter(apiSources(instance)));
      app.use(opened.router);
    });
    const { page, complaints } = await openPage(browser);
    await page.goto(served.url);
    const failed = page.getByRole('region', { name: 'Failed 2' });
    await failed.waitFor();
    expect(await failed.locator('tbody tr').count()).toBe(2);

    await page.getByRole('searchbox').fill('shop');
    await page.getByRole('region', { name: /Failed 1 of 1|Failed 1$/ }).waitFor();
    expect(await page.locator('tbody tr').allInnerTexts()).toEqual([expect.stringContaining('in shop')]);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Retry KubePodCrashLooping in billing' }).click();
    // It waits to be folded now.
    await page.getByRole('region', { name: 'Failed 1', exact: true }).waitFor();
    expect(complaints).toEqual([]);
    opened.close();
  });
});
