import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Storm } from '../../src/storm/storm.ts';
import { envOf, shown, steady } from '../support/cli.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { podAlert } from '../support/worker-bench.ts';

let refusing: RefusingBench;
beforeEach(async () => {
  refusing = await RefusingBench.open();
});
afterEach(async () => {
  await refusing[Symbol.asyncDispose]();
});

const failed = (...args: string[]) => shown(['failed', ...args], envOf(refusing.bench));
const unknown = '0123456789abcdef-0123456789ab';

it('lists dead letters, latest first', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  await refusing.age(shop, 3_660_000);
  const jobId = await refusing.failedAlerts(podAlert('web-1'), podAlert('web-2'));
  const { code, stdout, stderr } = await failed('list');
  expect([code, stderr]).toEqual([0, '']);
  expect(steady(stdout)).toBe(
    [
      'ID | HOLDS | PATTERN | FAILED | ATTEMPTS | REASON',
      `${jobId} | 2 alerts | KubePodCrashLooping in shop | AGO | 1 | ` +
        'this job did not come through intake, or was folded long ago: nothing was folded',
      `${pay.id} | storm | KubePodCrashLooping in pay | AGO | 1 | the API server said no`,
      `${shop.id} | storm | KubePodCrashLooping in shop | AGO | 1 | the API server said no`,
      '',
    ].join('\n'),
  );
  expect(stdout).toContain('1h1m ago');
});

it('lists what the filters leave, as JSON', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  await refusing.age(shop, 3_660_000);
  const lately = JSON.parse((await failed('list', '--since', '1h', '--json')).stdout) as unknown;
  expect(lately).toEqual({
    deadLetters: [
      {
        ...{ queue: 'finalize', jobId: pay.id, kind: 'storm', stormId: pay.id, attempts: 1 },
        ...{ pattern: 'KubePodCrashLooping in pay', reason: 'the API server said no' },
        ...{ requestId: pay.requestId, failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      },
    ],
  });
  const inShop = JSON.parse((await failed('list', '--pattern', 'IN SHOP', '--json')).stdout) as unknown;
  expect(inShop).toMatchObject({ deadLetters: [{ stormId: shop.id }] });
});

it('says that there are none', async () => {
  expect(await failed('list')).toEqual({ code: 0, stdout: 'No dead letters.\n', stderr: '' });
  expect(JSON.parse((await failed('list', '--json')).stdout)).toEqual({ deadLetters: [] });
});

it('discards a storm for a reason, once, and counts it', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  expect(await failed('discard', shop.id, '--reason', 'load test')).toEqual({
    code: 0,
    stdout: `discarded: ${shop.id} (KubePodCrashLooping in shop)\n1 discarded.\n`,
    stderr: '',
  });
  const { reader, counters } = refusing.bench.instance;
  expect(await reader.storm(shop.id)).toMatchObject({ state: 'discarded', reason: 'load test' });
  expect(await failed('discard', shop.id, '--reason', 'again')).toEqual({
    code: 0,
    stdout: `discarded before: ${shop.id}\n1 discarded before.\n`,
    stderr: '',
  });
  expect(await counters.read()).toMatchObject({ discardedStorms: 1 });
});

it('discards alerts, so that they are pending no more', async () => {
  const jobId = await refusing.failedAlerts(podAlert('web-1'), podAlert('web-2'));
  const { code, stdout } = await failed('discard', jobId, '--reason', 'load test', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    letters: [{ id: jobId, outcome: 'discarded', kind: 'alerts', alerts: 2 }],
    sums: { discarded: 1 },
  });
  expect(await refusing.bench.instance.counters.read()).toMatchObject({ discarded: 2, pending: 0 });
});

it('fails for what is no dead letter, and discards the others all the same', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  await failed('retry', pay.id);
  const { code, stdout } = await failed('discard', unknown, pay.id, shop.id, '--reason', 'load test');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout:
      `not found: ${unknown}\nnot failed: ${pay.id}: sealed\n` +
      `discarded: ${shop.id} (KubePodCrashLooping in shop)\n1 not found, 1 not failed, 1 discarded.\n`,
  });
});
