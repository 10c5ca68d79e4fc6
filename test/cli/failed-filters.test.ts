import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Storm } from '../../src/storm/storm.ts';
import { envOf, shown, stormfold } from '../support/cli.ts';
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
const name = ({ id, pattern }: Storm) => `${id} (${pattern.text})`;

interface Letters {
  readonly deadLetters: readonly { readonly jobId: string }[];
  readonly more?: boolean;
}

async function listed(...args: string[]): Promise<readonly string[]> {
  const { stdout } = await failed('list', '--json', ...args);
  return (JSON.parse(stdout) as Letters).deadLetters.map(({ jobId }) => jobId);
}

it('leaves what is of one kind, or whose reason contains the text', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  await refusing.age(shop, 60_000);
  const jobId = await refusing.failedAlerts(podAlert('web-1'));
  expect(await listed('--kind', 'alerts')).toEqual([jobId]);
  expect(await listed('--kind', 'storm')).toEqual([pay.id, shop.id]);
  expect(await listed('--reason', 'SAID NO')).toEqual([pay.id, shop.id]);
  expect(await listed('--reason', 'through intake')).toEqual([jobId]);
  expect(await listed('--reason', 'said no', '--pattern', 'in shop')).toEqual([shop.id]);
  expect(await listed('--reason', 'said no', '--kind', 'alerts')).toEqual([]);
  expect((await failed('retry', '--all', '--kind', 'storm', '--reason', 'no', '--dry-run')).stdout).toBe(
    `would retry: ${name(pay)}\nwould retry: ${name(shop)}\n2 would retry.\n`,
  );
});

it('lists the latest of them, and retries those that failed first', async () => {
  const [a, b, c] = (await refusing.failedStorms('a', 'b', 'c')) as [Storm, Storm, Storm];
  for (const [storm, ms] of [
    [a, 180_000],
    [b, 120_000],
    [c, 60_000],
  ] as const)
    await refusing.age(storm, ms);
  const { stdout } = await failed('list', '--limit', '2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ deadLetters: [{ jobId: c.id }, { jobId: b.id }], more: true });
  expect((await failed('list', '--limit', '2')).stdout).toMatch(/\nThere are 3: raise --limit\.\n$/);
  expect((await failed('retry', '--all', '--limit', '2')).stdout).toBe(
    `retried: ${name(b)}\nretried: ${name(a)}\n2 retried, 1 left for another run.\n`,
  );
  expect(await listed()).toEqual([c.id]);
});

it('retries each letter once where two run at once', async () => {
  // so many that the second run begins while the first is at it
  const names = Array.from({ length: 150 }, (_, index) => `shop-${index}`);
  const storms = await refusing.failedStorms(...names);
  const jobId = await refusing.failedAlerts(podAlert('web-1'), podAlert('web-2'));
  const ids = [jobId, ...storms.map(({ id }) => id)].sort();
  const run = () => stormfold(['failed', 'retry', '--all', '--json'], envOf(refusing.bench));
  const ran = await Promise.all([run(), run()]);
  expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const lines = ran.flatMap(({ stdout }) => (JSON.parse(stdout) as Outcomes).letters);
  expect(
    lines
      .filter(({ outcome }) => outcome === 'retried')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(ids);
  expect(lines.filter(({ outcome }) => !['retried', 'not failed'].includes(outcome))).toEqual([]);
  expect(await listed()).toEqual([]);
  refusing.mend();
  await refusing.bench.work();
  await refusing.bench.until('submitted', 150);
  await refusing.bench.folded();
  expect(await refusing.bench.resources()).toHaveLength(150);
  expect(await refusing.bench.storms('open')).toMatchObject([{ alertCount: 2, deliveryCount: 2 }]);
});

interface Outcomes {
  readonly letters: readonly { readonly id: string; readonly outcome: string }[];
}

it('prints nothing for cron where nothing was done, and all of it where something was', async () => {
  const quietly = (...args: string[]) => failed('retry', '--quiet', ...args);
  const silence = { code: 0, stdout: '', stderr: '' };
  expect(await quietly('--all')).toEqual(silence);
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  expect(await quietly('--all', '--reason', 'timeout')).toEqual(silence);
  expect(await quietly('--all')).toEqual({ ...silence, stdout: `retried: ${name(shop)}\n1 retried.\n` });
  expect(await quietly(shop.id)).toEqual(silence);
  expect(await quietly('0123456789abcdef-0123456789ab')).toEqual({
    ...{ code: 1, stderr: '' },
    stdout: 'not found: 0123456789abcdef-0123456789ab\n1 not found.\n',
  });
});
