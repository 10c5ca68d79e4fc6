import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const chromiumPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));

export const hasBrowser = chromiumPath !== undefined;
/** For the name of tests that are skipped without one. */
export const noBrowser = hasBrowser ? '' : ' (no chromium on the path: apt-get install chromium)';

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // A name that is not localhost: on those, browsers take plain http for as good as https.
  '--host-resolver-rules=MAP stormfold.test 127.0.0.1',
];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }), args });
}

/** A page, and everything that its console complained of. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

/** What axe finds within a part of the page that is serious or worse: `rule: the element`. */
export async function seriousFaults(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (selector) => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe;
    return run.run(selector);
  }, within);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
