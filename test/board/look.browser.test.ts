import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';

import { hasBrowser, noBrowser, seriousFaults } from '../support/browser.ts';
import { BrowserBench, backgroundOf } from './browser-bench.ts';

const dark = { page: 'rgb(20, 23, 26)', bar: 'rgb(29, 33, 37)' };
const light = { page: 'rgb(247, 247, 245)', bar: 'rgb(255, 255, 255)' };

/** What is painted behind the page and behind the bar. */
async function colours(page: Page): Promise<{ page: string; bar: string }> {
  return { page: await backgroundOf(page, 'body'), bar: await backgroundOf(page, '#stormfold') };
}

describe.skipIf(!hasBrowser)(`in a browser${noBrowser}`, { timeout: 60_000 }, () => {
  let bench: BrowserBench;
  afterEach(() => bench[Symbol.asyncDispose]());

  /** A failed storm, and the page of a queue or job once it shows it. */
  async function open(options: Parameters<BrowserBench['page']>[0] = {}, readOnly = false) {
    bench = await BrowserBench.open({ readOnly });
    const stormId = await bench.queues.failedStorm();
    const page = await bench.page(options);
    const visit = async (path: string, text: string) => {
      await page.goto(bench.url(path));
      await page.getByText(text).first().waitFor();
    };
    return { stormId, page, visit };
  }

  it.each([
    ['light', light],
    ['dark', dark],
  ] as const)('has the colours of the console when the system is %s', async (colorScheme, wanted) => {
    const { stormId, page, visit } = await open({ colorScheme });
    const title = `KubePodCrashLooping in shop · storm ${stormId}`;
    for (const [path, text] of [
      ['/queues', 'aggregate-3'],
      ['/queues/queue/finalize?status=failed', title],
      [`/queues/queue/finalize/${stormId}`, title],
    ] as const) {
      await visit(path, text);
      expect(await colours(page)).toEqual(wanted);
      expect(await seriousFaults(page, '#stormfold')).toEqual([]);
    }
    expect(bench.complaints).toEqual([]);
  });

  it("follows the theme that somebody chose in the board's own settings", async () => {
    const { page, visit } = await open({ colorScheme: 'light' });
    await page.addInitScript(() => {
      localStorage.setItem('board-settings', JSON.stringify({ state: { theme: 'dark' }, version: 2 }));
    });
    await visit('/queues', 'aggregate-3');
    expect(await colours(page)).toEqual(dark);
  });

  it('has no light or dark flash while it loads', async () => {
    const { page } = await open({ colorScheme: 'light' });
    await page.route('**/static/js/main.*', (route) => route.abort());
    await page.goto(bench.url('/queues'));
    expect(await colours(page)).toEqual(light);
    expect(await backgroundOf(page, '#root > div')).toBe(light.page);
  });

  it('has a bar whose links work, from a job too', async () => {
    const { stormId, page, visit } = await open();
    const bar = page.getByRole('navigation', { name: 'Stormfold' });
    for (const name of ['Stormfold', 'Storms']) {
      await visit(`/queues/queue/finalize/${stormId}`, stormId);
      await bar.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name: 'The console' }).waitFor();
      expect(page.url()).toBe(bench.url('/'));
    }
    await visit(`/queues/queue/finalize/${stormId}`, stormId);
    expect(await bar.locator('[aria-current]').allTextContents()).toEqual(['Queues']);
    await bar.getByRole('link', { name: 'Queues' }).click();
    await page.getByText('aggregate-3').first().waitFor();
    expect(page.url()).toBe(bench.url('/queues'));
    expect(bench.complaints).toEqual([]);
  });

  it.each([1200, 400])('covers nothing of the board, %s pixels wide', async (width) => {
    const { stormId, page, visit } = await open({ viewport: { width, height: 800 } });
    await visit(`/queues/queue/finalize/${stormId}`, 'KubePodCrashLooping in shop');
    const edges = (selector: string) =>
      page.locator(selector).evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return { top, bottom };
      });
    const [bar, header] = [await edges('#stormfold'), await edges('#root > header')];
    const content = await edges('main > div > *:first-child');
    expect(bar).toEqual({ top: 0, bottom: 44 });
    expect(header.top).toBe(bar.bottom);
    expect(content.top).toBeGreaterThanOrEqual(header.bottom);
  });

  it.each([
    [false, ['Retry all', 'Clean all'], 5],
    // What is left copies the error.
    [true, [], 1],
  ])('shows buttons unless it is read-only: %s', async (readOnly, ofQueue, ofJob) => {
    const { stormId, page, visit } = await open({}, readOnly);
    await visit('/queues/queue/finalize?status=failed', stormId);
    const named = page.locator('main').getByRole('button', { name: /^(?:Retry|Clean|Promote|Empty) all$/ });
    expect(await named.allTextContents()).toEqual(ofQueue);
    const icons = page
      .getByText(stormId, { exact: true })
      .locator('xpath=following::button[not(normalize-space())]');
    expect(await icons.count()).toBe(ofJob);
    await visit(`/queues/queue/finalize/${stormId}`, 'Added at');
    expect(await icons.count()).toBe(ofJob);
    expect(bench.complaints).toEqual([]);
  });
});
