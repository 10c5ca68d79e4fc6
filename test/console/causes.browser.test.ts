import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { hasBrowser, noBrowser, openBrowser, openPage, seriousFaults } from '../support/browser.ts';
import { correlated, nodeDeath } from '../support/node-death.ts';
import { ServiceBench } from '../support/service-bench.ts';

describe.skipIf(!hasBrowser)(`causes in the console${noBrowser}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let bench: ServiceBench;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await ServiceBench.open(correlated);
    await bench.post({ version: '4', alerts: nodeDeath });
    await bench.peek.until('open', 1);
    await bench.peek.folded();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await bench[Symbol.asyncDispose]();
  });

  it.each(['light', 'dark'] as const)(
    'are told from the open storm of their scope to their own, in %s',
    async (colorScheme) => {
      const { page, complaints } = await openPage(browser, { colorScheme });
      await page.goto(bench.url);
      const open = page.getByRole('region', { name: /Open/ });
      await open.getByText('divided by cause at its end').waitFor();
      await open.getByRole('link', { name: 'everything' }).click();
      await page.getByText('each cause of these alerts gets a storm and a resource of its own').waitFor();
      const alerts = page.getByRole('region', { name: /Alerts/ });
      await alerts.getByText('KubeNodeNotReady').waitFor();
      await page.getByRole('button', { name: 'Show the YAML' }).click();
      await page.getByText('as it would be now').waitFor();
      expect(await page.getByLabel('The resource as YAML').innerText()).toContain('name: "node worker-3"');
      expect(await seriousFaults(page)).toEqual([]);

      await bench.expire();
      const divided = page.getByRole('region', { name: 'Divided by cause 2' });
      await divided.getByText('storm-node-worker-3-', { exact: false }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await divided.getByRole('link', { name: 'node worker-3' }).click();
      await page.getByRole('heading', { name: 'node worker-3', level: 1 }).waitFor();
      await page.getByText('node worker-3 (node, 2 patterns)').waitFor();
      const rows = alerts.locator('tbody tr');
      await expect.poll(() => rows.count()).toBe(3);
      const texts = await rows.allInnerTexts();
      expect(texts.map((text) => /KubeNodeNotReady|KubePodNotReady/.exec(text)?.[0])).toEqual([
        ...['KubePodNotReady', 'KubePodNotReady', 'KubeNodeNotReady'],
      ]);
      expect(texts.filter((text) => /it.*worker-3/.test(text))).toHaveLength(3);
      await page.locator('.plot canvas').waitFor();
      expect(await seriousFaults(page)).toEqual([]);

      await page
        .getByRole('link', { name: /^[0-9a-f]{16}-[0-9a-f]{12}$/ })
        .first()
        .click();
      await page.getByRole('heading', { name: /everything/, level: 1 }).waitFor();
      expect(complaints).toEqual([]);
    },
  );

  it('are found by their names, and what is divided is in no list', async () => {
    await bench.expire();
    await bench.peek.until('submitted', 2);
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await page.goto(bench.url);
    const submitted = page.getByRole('region', { name: /Submitted/ });
    await submitted
      .getByRole('row', { name: /Deployment\/shop\/mail.*KubePodCrashLooping in shop/s })
      .waitFor();
    await submitted.getByRole('row', { name: /node worker-3.*2 patterns/s }).waitFor();
    await page.getByText('No storm is open.').waitFor();
    expect(await page.getByText('everything').count()).toBe(0);
    const sideways = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(await sideways()).toBe(false);
    await page.getByRole('searchbox').fill('WORKER-3');
    await submitted.getByRole('row', { name: /shop\/mail/ }).waitFor({ state: 'detached' });
    await submitted.getByRole('link', { name: 'node worker-3' }).click();
    await page
      .getByRole('region', { name: /Alerts/ })
      .locator('tbody tr')
      .nth(2)
      .waitFor();
    expect(await sideways()).toBe(false);
  });
});
