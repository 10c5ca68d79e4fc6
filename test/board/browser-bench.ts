import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { boardRouter } from '../../src/board/board.ts';
import { refuseCrossSite } from '../../src/http/same-origin.ts';
import { openBrowser } from '../support/browser.ts';
import { QueueBench } from '../support/queues.ts';

const operator = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const basicAuth: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === operator) next();
  else res.status(401).set('WWW-Authenticate', 'Basic realm="stormfold"').end();
};

/** The board behind basic auth, an address for the console, and a browser that looks at them. */
export class BrowserBench {
  readonly queues = new QueueBench();
  /** What the page had to say on the browser's console, and errors that nothing caught. */
  readonly complaints: string[] = [];
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  static async open({ readOnly = false } = {}): Promise<BrowserBench> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await openBrowser();
    const bench = new BrowserBench(server, browser);
    const guard = [basicAuth, refuseCrossSite];
    const app = express().use('/queues', boardRouter(bench.queues, { guard, basePath: '/queues', readOnly }));
    const consolePage: RequestHandler = (_request, response) =>
      void response.type('html').send('<link rel="icon" href="data:,"><h1>The console</h1>');
    server.on('request', app.get('/', consolePage).get('/storms/:id', consolePage));
    return bench;
  }

  url(path: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://stormfold.test:${port}${path}`;
  }

  async page(options: BrowserContextOptions = {}): Promise<Page> {
    const httpCredentials = { username: 'me', password: 'secret' };
    const context = await this.#browser.newContext({ ...options, httpCredentials });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(error.message));
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.queues[Symbol.asyncDispose]();
  }
}

/** The colour that is painted behind the only element of a selector, as `rgb(r, g, b)`. */
export function backgroundOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).evaluate((element) => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle: (of: unknown) => { backgroundColor: string };
    };
    return getComputedStyle(element).backgroundColor;
  });
}
