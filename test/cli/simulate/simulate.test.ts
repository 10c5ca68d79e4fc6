import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { freePort } from '../../../src/redis/server/free-port.ts';
import { LivingCommand, shown, stormfold } from '../../support/cli.ts';
import { eventually } from '../../support/eventually.ts';
import { ServiceBench } from '../../support/service-bench.ts';

let bench: ServiceBench;
beforeEach(async () => {
  bench = await ServiceBench.open({}, { realTime: true });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const small = ['--alerts', '20', '--patterns', '3', '--rate', '20', '--duration', '1500ms', '--seed', '7'];

it('makes exactly its alerts, repeats and ends, and tells which storms hold them', async () => {
  const { code, stdout } = await stormfold(['simulate', '--url', bench.url, ...small]);
  const out = JSON.parse(stdout);
  console.log(code, stdout, await bench.peek.instance.counters.read());
});

it('sends', async () => {
  const { code, stdout, stderr } = await shown(['simulate', '--url', bench.url, ...small, '--ha']);
  console.log(code, stdout, stderr, await bench.peek.instance.counters.read());
});
