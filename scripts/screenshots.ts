/**
 * Takes the pictures of the README: `npm run screenshots`. A private Redis, the service, the recorded storm of the demo,
 * and Chromium, which must be on the path; the pictures go to docs/screenshots. They are of what really happens meanwhile:
 * no two are alike to the pixel.
 */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';

import { replay } from '../src/cli/demo/replay.ts';
import { recordingFile } from '../src/cli/demo/truth.ts';
import { serve } from '../src/cli/serve.ts';
import { loadConfig } from '../src/config.ts';
import { silentLog } from '../src/log.ts';
import { programOnPath } from '../src/redis/server/on-path.ts';
import { startRedis } from '../src/redis/server/start-redis.ts';

const target = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

const windowMs = 30_000;
/** The recording lasts 47 s. By then some of its storms have been submitted, and others are open. */
const pictureAtMs = 36_000;

interface Picture {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
  /** Goes from the list to what the picture is of. */
  readonly go?: (page: Page) => Promise<void>;
}

const desktop = { width: 1200, height: 860 };
const pictures: readonly Picture[] = [
  { name: 'console-light', colorScheme: 'light', viewport: desktop },
  { name: 'console-dark', colorScheme: 'dark', viewport: desktop },
  { name: 'console-phone', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { name: 'storm-light', colorScheme: 'light', viewport: desktop, go: toLargestStorm },
  { name: 'queues-dark', colorScheme: 'dark', viewport: desktop, go: toQueues },
];

async function toLargestStorm(page: Page): Promise<void> {
  await page.getByRole('region', { name: /Open/ }).getByRole('link').first().click();
  await page.locator('.plot canvas').waitFor();
  await page.getByRole('article').first().waitFor();
}

async function toQueues(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByText('finalize').first().waitFor();
}

async function take(
  browser: Browser,
  url: string,
  { name, colorScheme, viewport, go }: Picture,
): Promise<void> {
  const context = await browser.newContext({ colorScheme, viewport });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('region', { name: /Open/ }).getByRole('row').nth(1).waitFor();
  await go?.(page);
  // Numbers and bars come with the next look.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(target, `${name}.png`) });
  await context.close();
  say(`docs/screenshots/${name}.png`);
}

async function main(): Promise<void> {
  const executablePath = await programOnPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (executablePath === undefined) throw new Error('no chromium on the path: apt-get install chromium');
  mkdirSync(target, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-screenshots-'));
  const redis = await startRedis({ say });
  const config = loadConfig({
    env: {
      REDIS_URL: redis.url,
      STORMFOLD_LISTEN: '127.0.0.1:0',
      STORMFOLD_WINDOW: `${windowMs}ms`,
      STORMFOLD_SINK_DIRECTORY: folder,
    },
  });
  const service = await serve(config, 'all', silentLog());
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox'] });
  const stop = new AbortController();
  try {
    say(`The recorded storm goes in; pictures follow in ${pictureAtMs / 1000} s.`);
    const posting = replay({
      file: recordingFile,
      url: service.url,
      speed: 1,
      signal: stop.signal,
      onPosted: () => {},
    });
    posting.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, pictureAtMs));
    for (const picture of pictures) await take(browser, service.url, picture);
  } finally {
    stop.abort();
    await browser.close();
    await service.stop();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
