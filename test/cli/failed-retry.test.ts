import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Storm } from '../../src/storm/storm.ts';
import { envOf, shown } from '../support/cli.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { podAlert } from '../support/worker-bench.ts';

let refusing: RefusingBench;
beforeEach(async () => {
  refusing = await RefusingBench.open();
});
afterEach(async () => {
  await refusing[Symbol.asyncDispose]();
});

const retry = (...args: string[]) => shown(['failed', 'retry', ...args], envOf(refusing.bench));
const name = ({ id, pattern }: Storm) => `${id} (${pattern.text})`;

async function stateOf({ id }: Storm): Promise<string | undefined> {
  return (await refusing.bench.instance.reader.storm(id))?.state;
}

it('retries a storm by its id, with its attempts reset, and says so in one line and a sum', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  const { code, stdout, stderr } = await retry(shop.id);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `retried: ${name(shop)}\n1 retried.\n`,
    stderr: '',
  });
  expect([await stateOf(shop), await stateOf(pay)]).toEqual(['sealed', 'failed']);
  const job = await refusing.bench.instance.queues.finalize.getJob(shop.id);
  expect([await job?.getState(), job?.attemptsMade]).toEqual(['prioritized', 0]);
});

it('leads to exactly one resource a storm, however often it is run', async () => {
  await refusing.failedStorms('shop', 'pay');
  expect((await retry('--all')).stdout).toContain('\n2 retried.\n');
  expect(await retry('--all')).toEqual({ code: 0, stdout: 'Nothing to retry.\n', stderr: '' });
  refusing.mend();
  await refusing.bench.work();
  await refusing.bench.until('submitted', 2);
  expect(await refusing.bench.resources()).toHaveLength(2);
});

it('finds nothing to do for an id that was retried before, and is done', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  await retry(shop.id);
  expect(await retry(shop.id)).toEqual({
    code: 0,
    stdout: `not failed: ${shop.id}: sealed\n1 not failed.\n`,
    stderr: '',
  });
});

it('takes only those that failed lately, or whose pattern contains the text', async () => {
  const [shop, pay, old] = (await refusing.failedStorms('shop', 'pay', 'old')) as [Storm, Storm, Storm];
  await refusing.age(old, 2 * 3_600_000);
  const lately = await retry('--all', '--since', '1h', '--pattern', 'IN SHOP');
  expect(lately.stdout).toBe(`retried: ${name(shop)}\n1 retried.\n`);
  expect((await retry('--all', '--since', '90m', '--dry-run')).stdout).toBe(
    `would retry: ${name(pay)}\n1 would retry.\n`,
  );
  expect((await retry(old.id, '--since', '1h')).stdout).toBe(`left out: ${old.id}\n1 left out.\n`);
  expect([await stateOf(shop), await stateOf(pay), await stateOf(old)]).toEqual([
    'sealed',
    'failed',
    'failed',
  ]);
});

it('changes nothing in a dry run, and tells programs what it would do', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  const { code, stdout } = await retry('--all', '--dry-run', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    dryRun: true,
    letters: [
      {
        ...{ id: shop.id, outcome: 'would retry', queue: 'finalize', jobId: shop.id, kind: 'storm' },
        ...{ stormId: shop.id, pattern: shop.pattern.text, attempts: 1, reason: 'the API server said no' },
        ...{ requestId: shop.requestId, failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      },
    ],
    ...{ sums: { 'would retry': 1 }, left: 0 },
  });
  expect(await stateOf(shop)).toBe('failed');
});

it('retries alerts by the id of their job', async () => {
  const jobId = await refusing.failedAlerts(podAlert('web-1'), podAlert('web-2'));
  const { code, stdout } = await retry(jobId);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `retried: ${jobId} (KubePodCrashLooping in shop)\n1 retried.\n`,
  });
  await refusing.bench.work();
  await refusing.bench.folded();
  expect(await refusing.bench.storms('open')).toMatchObject([{ alertCount: 2 }]);
});

it('fails when an id is not known, and retries the others all the same', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  const { code, stdout } = await retry('0123456789abcdef-0123456789ab', shop.id);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: `not found: 0123456789abcdef-0123456789ab\nretried: ${name(shop)}\n1 not found, 1 retried.\n`,
  });
});
