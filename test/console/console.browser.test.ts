import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Config } from '../../src/config.ts';
import { hasBrowser, noBrowser, openBrowser, openPage, seriousFaults } from '../support/browser.ts';
import { testConfig } from '../support/peek.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { podAlert, podNotification } from '../support/worker-bench.ts';

const token = 'let-me-in';
const httpCredentials = { username: 'ada', password: token };

async function openBench(config: Partial<Config> = {}): Promise<ServiceBench> {
  const operator = { tokens: [token], tokenFiles: [], basic: [] };
  return ServiceBench.open({ auth: { ...testConfig('/nowhere').auth, operator }, ...config });
}

describe.skipIf(!hasBrowser)(`the console in a browser${noBrowser}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let bench: ServiceBench;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await bench[Symbol.asyncDispose]();
  });

  const at = (path: string) => `http://stormfold.test:${new URL(bench.url).port}${path}`;

  it('asks who is there', async () => {
    // Without anybody to answer its question, a browser gives up.
    const { page } = await openPage(browser);
    await expect(page.goto(at('/'))).rejects.toThrow('ERR_INVALID_AUTH_CREDENTIALS');
    const wrong = await openPage(browser, { httpCredentials: { username: 'ada', password: 'wrong' } });
    expect((await wrong.page.goto(at('/')))?.status()).toBe(401);
    const right = await openPage(browser, { httpCredentials });
    expect((await right.page.goto(at('/')))?.status()).toBe(200);
  });

  it('shows a storm as it opens, counts up, seals and is submitted, without a reload', async () => {
    const { page, complaints } = await openPage(browser, { httpCredentials });
    await page.goto(at('/'));
    await page.getByText('No storm is open.').waitFor();
    const loads: string[] = [];
    page.on('framenavigated', (frame) => loads.push(frame.url()));

    await bench.post(podNotification(15));
    const row = page.getByRole('row', { name: /KubePodCrashLooping in shop/ });
    await row.getByText('15', { exact: true }).waitFor();
    expect(await row.innerText()).toMatch(/warning[^]*15[^]*Pod 15[^]*\d/);
    await bench.post(podNotification(21));
    await row.getByText('21', { exact: true }).waitFor();
    await bench.expire();
    const [resource] = await bench.peek.until('submitted', 1).then(() => bench.peek.resources());
    const name = resource?.metadata.name ?? '';
    const submitted = page.getByRole('region', { name: /Submitted/ });
    await submitted.getByText(name).waitFor();
    await page.getByText('No storm is open.').waitFor();
    expect(await page.getByText('1 storm from 36 firing alerts').count()).toBe(1);
    expect(loads).toEqual([]);

    await submitted.getByRole('link', { name: 'KubePodCrashLooping in shop' }).click();
    await page.getByText('21 from 36 deliveries').waitFor();
    await page.getByRole('button', { name: 'Show the YAML' }).click();
    const yaml = page.getByLabel('The resource as YAML');
    await yaml.waitFor();
    expect(parse(await yaml.innerText())).toMatchObject({
      ...{ kind: 'AlertStorm', metadata: { name }, spec: { alertCount: 21, deliveryCount: 36 } },
    });
    expect(complaints).toEqual([]);
  });

  it('retries a storm that failed, by its button', async () => {
    await bench[Symbol.asyncDispose]();
    const directory = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    bench = await openBench({ sink: { ...testConfig(directory).sink, maxAttempts: 1 } });
    await rm(directory, { recursive: true });
    await bench.peek.blockFolder(directory);
    await bench.post(podNotification(3));
    await bench.peek.until('open', 1);
    await bench.expire();
    await bench.peek.until('failed', 1);

    const { page, complaints } = await openPage(browser, { httpCredentials });
    await page.goto(at('/'));
    const failed = page.getByRole('region', { name: /Failed/ });
    const row = failed.getByRole('row', { name: /KubePodCrashLooping/ });
    expect(await row.innerText()).toContain('Move the file that stands in the way');
    await rm(directory);
    await mkdir(directory);
    await row.getByRole('button', { name: 'Retry KubePodCrashLooping in shop' }).click();
    await page.getByText('Nothing failed.').waitFor();
    const submitted = page.getByRole('region', { name: /Submitted/ });
    await submitted.getByRole('link', { name: 'KubePodCrashLooping in shop' }).waitFor();
    expect((await bench.peek.until('submitted', 1)).map(({ alertCount }) => alertCount)).toEqual([3]);
    expect(complaints).toEqual([]);
    await rm(directory, { recursive: true });
  });

  it('finds an alert among 1,200, and goes on page by page', async () => {
    for (let i = 0; i < 6; i++) await bench.post(podNotification(200, { container: `c${i}` }));
    const [storm] = await bench.peek.until('open', 1);
    await bench.peek.folded();
    const { page, complaints } = await openPage(browser, { httpCredentials });
    await page.goto(at(`/storms/${storm?.id}`));
    const rows = page.getByRole('region', { name: /Alerts/ }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(25);
    await page.getByRole('button', { name: 'More alerts' }).click();
    await expect.poll(() => rows.count()).toBe(50);
    await page.getByRole('searchbox', { name: 'Search the alerts' }).fill('API-199');
    await expect.poll(() => rows.count()).toBe(6);
    expect(await rows.allInnerTexts()).toEqual(Array(6).fill(expect.stringContaining('Pod shop/api-199')));
    await page.getByLabel('Arrivals: 1,200 alerts').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows what senders write as text, and no link that is none', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const annotations = {
      summary: evil,
      runbook_url: 'javascript:alert(1)',
      dashboard_url: 'https://d.test/',
    };
    const alert = podAlert('api', { alertname: evil }, { annotations, generatorURL: 'data:text/html,x' });
    await bench.post({ version: '4', alerts: [alert] });
    const [storm] = await bench.peek.until('open', 1);
    const { page, complaints } = await openPage(browser, { httpCredentials });
    await page.goto(at(`/storms/${storm?.id}`));
    await page.getByRole('heading', { name: evil, level: 3 }).waitFor();
    const links = page.getByRole('article').getByRole('link');
    expect(await links.allInnerTexts()).toEqual(['Dashboard']);
    expect(await page.locator('main img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has no serious fault for anybody, in %s', async (colorScheme) => {
    await bench.post(podNotification(30));
    await bench.post(podNotification(3, { namespace: 'billing', severity: 'critical' }));
    const [storm] = await bench.peek.until('open', 2);
    const { page, complaints } = await openPage(browser, { httpCredentials, colorScheme });
    await page.goto(at('/'));
    await page.getByRole('row', { name: /in shop/ }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(at(`/storms/${storm?.id}`));
    await page.getByRole('article').first().waitFor();
    await page.getByRole('button', { name: 'Show the YAML' }).click();
    await page.getByLabel('The resource as YAML').waitFor();
    await page.locator('.plot canvas').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is used by keyboard, and on a phone without scrolling sideways', async () => {
    await bench.post(
      podNotification(2, { namespace: 'a-namespace-with-quite-a-long-name-that-some-team-has-chosen' }),
    );
    await bench.post(podNotification(1, { namespace: 'billing' }));
    const viewport = { width: 360, height: 740 };
    const { page, complaints } = await openPage(browser, { httpCredentials, viewport });
    await page.goto(at('/'));
    await page.getByRole('row', { name: /in billing/ }).waitFor();
    const sideways = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(await sideways()).toBe(false);
    await page.keyboard.press('/');
    await page.keyboard.type('billing');
    await page.getByRole('row', { name: /with-quite/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'KubePodCrashLooping in billing', level: 1 }).waitFor();
    await page.locator('.plot canvas').waitFor();
    expect(await sideways()).toBe(false);
    expect(complaints).toEqual([]);
  });
});
