import { expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { startRedis } from '../../src/redis/server/start-redis.ts';
import { LivingCommand, envOf } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { TerminalRun, script } from '../support/terminal.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

const watching = ['storms', 'list', '--watch', '--interval', '100ms'];

interface Line {
  readonly at: string;
  readonly storms: readonly { readonly pattern: { readonly text: string }; readonly alertCount: number }[];
}

const seenIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as Line).storms.map((s) => `${s.alertCount} ${s.pattern.text}`));

async function openBench(): Promise<WorkerBench> {
  const bench = await WorkerBench.open();
  bench.clock.time = Date.now();
  await bench.work();
  return bench;
}

it('writes a line of JSON a change into a pipe, and ends with Ctrl-C', async () => {
  await using bench = await openBench();
  await using watch = new LivingCommand(watching, envOf(bench));
  await eventually(() => expect(seenIn(watch.stdout)).toEqual([[]]));
  await bench.post(podAlert('web-1', { namespace: 'pay' }));
  await eventually(() => expect(watch.stdout.split('\n')).toHaveLength(3));
  await bench.post(podAlert('web-1'), podAlert('web-2'));
  await eventually(() => expect(watch.stdout.split('\n')).toHaveLength(4));
  expect(await watch.end('SIGINT')).toBe(0);
  expect(seenIn(watch.stdout)).toEqual([
    [],
    ['1 KubePodCrashLooping in pay'],
    ['2 KubePodCrashLooping in shop', '1 KubePodCrashLooping in pay'],
  ]);
  expect((JSON.parse(watch.stdout.split('\n')[0] ?? '') as Line).at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(watch.stderr).toBe('');
});

it('waits for a Redis that goes away, says so once, and goes on', async () => {
  const port = await freePort();
  const first = await startRedis({ port, say: () => {} });
  await using watch = new LivingCommand(watching, { REDIS_URL: first.url });
  await eventually(() => expect(seenIn(watch.stdout)).toEqual([[]]));
  await first.stop();
  await eventually(() => expect(watch.stderr).toMatch(/^Redis does not answer \(.+\): watching on\.\n$/));
  const second = await startRedis({ port, say: () => {} });
  try {
    await eventually(() => expect(watch.stderr).toMatch(/\): watching on\.\nRedis answers again\.\n$/));
    expect(await watch.end('SIGINT')).toBe(0);
    expect(seenIn(watch.stdout)).toEqual([[]]);
  } finally {
    await second.stop();
  }
});

it('ends with Ctrl-C while Redis is away', async () => {
  const redis = await startRedis({ say: () => {} });
  await using watch = new LivingCommand(watching, { REDIS_URL: redis.url });
  await eventually(() => expect(seenIn(watch.stdout)).toEqual([[]]));
  await redis.stop();
  await eventually(() => expect(watch.stderr).toMatch(/: watching on\.\n$/));
  expect(await watch.end('SIGINT')).toBe(0);
});

it.skipIf(script === undefined)(
  'draws on the other screen of a terminal, and gives the first one back',
  async () => {
    await using bench = await openBench();
    await using watch = new TerminalRun(watching, { ...envOf(bench), NO_COLOR: '1' });
    await eventually(() => expect(watch.output).toContain('No storms.'));
    await bench.post(podAlert('web-1'));
    await eventually(() => expect(watch.output).toContain('KubePodCrashLooping in shop'));
    expect(await watch.interrupt()).toBe(0);
    const [enter, leave] = ['\u001b[?1049h\u001b[?25l\u001b[?7l', '\u001b[?7h\u001b[?25h\u001b[?1049l'];
    expect(watch.output.startsWith(enter)).toBe(true);
    expect(watch.output.split(leave)).toHaveLength(2);
    expect(watch.output.split(leave)[1]?.trim()).toBe('');
  },
);

it.skipIf(script === undefined)('draws all of it where the terminal has no size', async () => {
  await using bench = await openBench();
  await using watch = new TerminalRun(watching, { ...envOf(bench), NO_COLOR: '1' }, 0);
  await eventually(() => expect(watch.output).toContain('No storms.'));
  expect(await watch.interrupt()).toBe(0);
});

it.skipIf(script === undefined)(
  'writes one table after the other on a terminal that can only write',
  async () => {
    await using bench = await openBench();
    await using watch = new TerminalRun([...watching, '--no-json'], { ...envOf(bench), TERM: 'dumb' });
    await eventually(() => expect(watch.output).toContain('No storms.'));
    expect(await watch.interrupt()).toBe(0);
    expect(watch.output).not.toContain('\u001b');
  },
);
