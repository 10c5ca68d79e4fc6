import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';

import { hasBrowser, noBrowser, openBrowser, openPage } from '../support/browser.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { podAlert } from '../support/worker-bench.ts';

const viewport = { width: 320, height: 700 };
const sideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');

describe.skipIf(!hasBrowser)(
  `the console and what senders and browsers do${noBrowser}`,
  { timeout: 90_000 },
  () => {
    let browser: Browser;
    let bench: ServiceBench;
    beforeAll(async () => {
      browser = await openBrowser();
    }, 60_000);
    afterAll(() => browser.close());
    beforeEach(async () => {
      bench = await ServiceBench.open();
    });
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      await bench[Symbol.asyncDispose]();
    });

    async function openStorm(labels: Record<string, string>, annotations = {}): Promise<string> {
      const alerts = [podAlert('api', labels, { annotations })];
      await bench.post({ version: '4', alerts });
      const [storm] = await bench.peek.until('open', 1);
      return `${bench.url}/storms/${storm?.id}`;
    }

    it('keeps words without an end within a phone', async () => {
      const endless = 'x'.repeat(3000);
      const url = await openStorm(
        { alertname: endless, namespace: endless, severity: endless, pod: endless },
        { summary: endless, description: endless },
      );
      const { page } = await openPage(browser, { viewport });
      await page.goto(bench.url);
      await page.getByRole('link', { name: endless }).waitFor();
      expect(await sideways(page)).toBe(false);
      await page.goto(url);
      await page.getByRole('article').waitFor();
      expect(await sideways(page)).toBe(false);
    });

    it('takes no class of the page out of a severity', async () => {
      await openStorm({ severity: 'skip trouble' });
      const { page } = await openPage(browser);
      await page.goto(bench.url);
      await page.getByRole('row', { name: /skip trouble/ }).waitFor();
      expect(await page.locator('.trouble, td .skip').count()).toBe(0);
    });

    it('shows in the list of alerts which have ended, as they end', async () => {
      const alert = podAlert('api');
      const url = await openStorm({});
      const { page } = await openPage(browser);
      await page.goto(url);
      const row = page.getByRole('region', { name: /Alerts/ }).locator('tbody tr');
      await row.waitFor();
      const endsAt = new Date(bench.clock.time + 1000).toISOString();
      await bench.post({ version: '4', alerts: [{ ...alert, status: 'resolved', endsAt }] });
      await expect.poll(() => row.locator('[data-label=ended]').innerText()).toContain(endsAt.slice(0, 10));
    });

    it('copies a resource over plain http too', async () => {
      const url = new URL(await openStorm({}));
      const { page } = await openPage(browser);
      await page.goto(url.href);
      // As under a name that is not localhost: nobody is asked there, and so it is not answered.
      await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
      await page.getByRole('button', { name: 'Show the YAML' }).click();
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('copied', { exact: true }).waitFor();
      await page.getByRole('searchbox').focus();
      await page.keyboard.press('Control+V');
      expect(await page.getByRole('searchbox').inputValue()).toContain('kind: "AlertStorm"');
    });

    it('comes up in a browser that keeps nothing', async () => {
      const { page, complaints } = await openPage(browser);
      await page.addInitScript(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })",
      );
      await page.goto(bench.url);
      await page.getByRole('button', { name: 'Theme: system' }).click();
      await page.getByRole('button', { name: 'Theme: light' }).waitFor();
      expect(complaints).toEqual([]);
    });
  },
);
