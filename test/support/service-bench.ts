import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ServeHooks, type Service, serve } from '../../src/cli/serve.ts';
import type { Config } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { Peek, testConfig } from './peek.ts';
import { ruleBookOf } from './rule-book.ts';
import { minute, noon } from './store.ts';

/** The whole service in this process, over HTTP, with a clock that stands until it is moved. */
export class ServiceBench {
  readonly url: string;
  readonly peek: Peek;
  readonly clock: { time: number; now: () => number };
  readonly #service: Service;

  private constructor(service: Service, peek: Peek, clock: { time: number; now: () => number }) {
    this.#service = service;
    this.url = service.url;
    this.peek = peek;
    this.clock = clock;
  }

  /** With `realTime` the service runs on Redis' clock, and the one here moves nothing. */
  static async open(
    config: Partial<Config> = {},
    options: { realTime?: boolean; spans?: ServeHooks['spans'] } = {},
  ): Promise<ServiceBench> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
    const clock = { time: noon, now: (): number => clock.time };
    const whole = testConfig(folder, { ruleBook: ruleBookOf({ windowMs: 5 * minute }), ...config });
    const hooks = options.realTime ? {} : { clock };
    const service = await serve(whole, 'all', silentLog(), { ...hooks, spans: options.spans });
    const instance: Instance = await openInstance(whole, silentLog(), 'answering', hooks);
    return new ServiceBench(service, new Peek(instance, folder), clock);
  }

  async post(body: unknown): Promise<{ status: number; body: unknown }> {
    return postJson(`${this.url}/webhooks/alertmanager`, body);
  }

  /** Moves the clock past every deadline, and fires the timers that stood for it. */
  async expire(ms = 6 * minute): Promise<void> {
    this.clock.time += ms;
    await this.peek.fireAll(this.clock.time);
  }

  /** Stops the service, which finishes what it has in hand; Redis can still be looked at. */
  async stop(): Promise<boolean> {
    return this.#service.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service.stop();
    await this.peek.close();
    await rm(this.peek.folder, { recursive: true, force: true });
  }
}

export async function postJson(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
  return { status: response.status, body: await response.json() };
}
