import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { boardRouter } from '../../src/board/board.ts';
import { refuseCrossSite } from '../../src/http/same-origin.ts';
import { QueueBench } from '../support/queues.ts';
import { eventually } from '../support/eventually.ts';

const executablePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));
const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // A name that is not localhost: on those, browsers take plain http for as good as https.
  '--host-resolver-rules=MAP stormfold.test 127.0.0.1',
];

const operator = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const basicAuth: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === operator) next();
  else res.status(401).set('WWW-Authenticate', 'Basic realm="stormfold"').end();
};

describe.skipIf(!executablePath)(
  `in a browser${executablePath ? '' : ' (no chromium on the path: apt-get install chromium)'}`,
  { timeout: 60_000 },
  () => {
    let bench: QueueBench;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const server = createServer();

    beforeEach(async () => {
      bench = new QueueBench();
      const router = boardRouter(bench, { guard: [basicAuth, refuseCrossSite], basePath: '/queues' });
      server.removeAllListeners('request').on('request', express().use('/queues', router));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      browser = await chromium.launch({ ...(executablePath && { executablePath }), args });
      const context = await browser.newContext({ httpCredentials: { username: 'me', password: 'secret' } });
      page = await context.newPage();
      complaints.length = 0;
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
    }, 60_000);
    afterEach(async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await bench[Symbol.asyncDispose]();
    });

    const url = (path: string) => {
      const { port } = server.address() as AddressInfo;
      return `http://stormfold.test:${port}/queues${path}`;
    };
    // The page's one link to the outside, which the policy is there to block.
    const complaintsOfOurs = () =>
      complaints.filter((text) => !/fonts\.googleapis\.com.*Content Security Policy/.test(text));

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
      const stormId = await bench.failedStorm(3);
      await page.goto(url('/'));
      await page.getByText('Loading').waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'finalize' }).first().waitFor();

      await page.goto(url('/queue/finalize?status=failed'));
      await page.getByText(`KubePodCrashLooping in shop · storm ${stormId}`).waitFor();
      await press(stormId, 'Retry');
      await eventually(async () => {
        expect(await bench.stateOf(stormId)).toBe('sealed');
        const job = await bench.queues.finalize.getJob(stormId);
        expect(job).toMatchObject({ attemptsMade: 0 });
        expect(await job?.getState()).toBe('waiting');
      }, 10_000);
      expect(complaintsOfOurs()).toEqual([]);
    });

    it('tells why it refuses to remove alerts', async () => {
      const { queue, jobId } = await bench.failedAlerts();
      await page.goto(url(`/queue/${queue.name}?status=failed`));
      await page.getByText('HighCPUUsage in prod-api · 12 alerts').waitFor();
      await press(jobId, 'Clean');
      await page.getByText('the only copy of alerts that are not folded yet').waitFor();
      expect(await queue.getJobState(jobId)).toBe('failed');
    });
  },
);
