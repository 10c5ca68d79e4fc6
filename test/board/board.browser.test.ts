import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { hasBrowser, noBrowser } from '../support/browser.ts';
import { BrowserBench } from './browser-bench.ts';

describe.skipIf(!hasBrowser)(`in a browser${noBrowser}`, { timeout: 60_000 }, () => {
  let bench: BrowserBench;
  let page: Page;
  beforeEach(async () => {
    bench = await BrowserBench.open();
    page = await bench.page();
  }, 60_000);
  afterEach(() => bench[Symbol.asyncDispose]());

  // The buttons of a job are icons in the order below; what each does stands in its tooltip alone.
  async function press(jobId: string, tooltip: 'Retry' | 'Clean'): Promise<void> {
    const icons = page
      .getByText(jobId, { exact: true })
      .locator('xpath=following::button[not(normalize-space())]');
    const icon = icons.nth(['Retry', 'Duplicate', 'Update', 'Clean'].indexOf(tooltip));
    await icon.hover();
    await page.getByText(tooltip, { exact: true }).waitFor();
    await icon.click();
    await page.getByRole('button', { name: 'Confirm' }).click();
  }

  it('shows the queues, and a failed storm by its title, whose Retry works', async () => {
    const { queues } = bench;
    const stormId = await queues.failedStorm(3);
    await page.goto(bench.url('/queues/'));
    await page.getByText('Loading').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'finalize' }).first().waitFor();

    await page.goto(bench.url('/queues/queue/finalize?status=failed'));
    await page.getByText(`KubePodCrashLooping in shop · storm ${stormId}`).waitFor();
    await press(stormId, 'Retry');
    await eventually(async () => {
      expect(await queues.stateOf(stormId)).toBe('sealed');
      const job = await queues.queues.finalize.getJob(stormId);
      expect(job).toMatchObject({ attemptsMade: 0 });
      expect(await job?.getState()).toBe('prioritized');
    }, 10_000);
    expect(bench.complaints).toEqual([]);
  });

  it('tells why it refuses to remove alerts', async () => {
    const { queue, jobId } = await bench.queues.failedAlerts();
    await page.goto(bench.url(`/queues/queue/${queue.name}?status=failed`));
    await page.getByText('HighCPUUsage in prod-api · 12 alerts').waitFor();
    await press(jobId, 'Clean');
    await page.getByText('the only copy of alerts that are not folded yet').waitFor();
    expect(await queue.getJobState(jobId)).toBe('failed');
  });

  it('has an address for each job, with or without its status, that leads on to the storm', async () => {
    const stormId = await bench.queues.failedStorm();
    const { queue, jobId } = await bench.queues.failedAlerts();
    for (const status of ['', '?status=failed']) {
      await page.goto(bench.url(`/queues/queue/${queue.name}/${encodeURIComponent(jobId)}${status}`));
      await page.getByText('HighCPUUsage in prod-api · 12 alerts').waitFor();
      expect(await page.getByText('Open the storm').count()).toBe(0);
      await page.goto(bench.url(`/queues/queue/finalize/${stormId}${status}`));
      await page.getByText(`KubePodCrashLooping in shop · storm ${stormId}`).waitFor();
    }
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Open the storm' }).click(),
    ]);
    await opened.getByRole('heading', { name: 'The console' }).waitFor();
    expect(opened.url()).toBe(bench.url(`/storms/${stormId}`));
    expect(bench.complaints).toEqual([]);
  });
});
