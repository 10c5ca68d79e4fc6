import { afterEach, beforeEach, expect, it } from 'vitest';

import { LivingCommand, shown, stormfold } from '../../support/cli.ts';
import { eventually } from '../../support/eventually.ts';
import { correlated } from '../../support/node-death.ts';
import { ServiceBench } from '../../support/service-bench.ts';

let bench: ServiceBench;
beforeEach(async () => {
  bench = await ServiceBench.open({}, { realTime: true });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Two namespaces: two rounds of new alerts, three repeats, and one namespace or two with ends. */
const small = [
  ...['simulate', '--alerts', '20', '--patterns', '3', '--rate', '20', '--duration', '1500ms'],
  ...['--seed', '7'],
];

interface Out {
  readonly sent: { readonly notifications: number; readonly alerts: number };
  readonly interrupted: boolean;
  readonly storms: readonly { readonly id: string }[];
}

it('makes exactly its alerts, repeats and ends, and tells which storms hold them', async () => {
  const { code, stdout, stderr } = await stormfold([...small, '--url', bench.url]);
  const url = `${bench.url}/webhooks/alertmanager`;
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `Simulating 20 alerts to ${url}, with seed 7.\nPosted 10 of 10 notifications.\n`,
  });
  const id = expect.stringMatching(/^[0-9a-f]{16}-[0-9a-f]{12}$/) as unknown;
  const of = (pattern: string, alerts: number) => {
    return { ...{ id, pattern, alerts, state: 'open' }, deliveries: alerts * 5 };
  };
  expect(JSON.parse(stdout)).toEqual({
    ...{ url, seed: 7, interrupted: false, sent: { notifications: 10, alerts: 100 } },
    shape: {
      ...{ alerts: 20, patterns: 3, rate: 20, durationMs: 1500, repeats: 3, ha: false, resolve: 0.2 },
    },
    ...{ answers: { '202': 10 }, received: 100, accepted: 100, rejected: 0 },
    storms: [
      of('SimulatedPodCrashLooping in simulated-1', 14),
      of('SimulatedPodNotReady in simulated-1', 4),
      of('SimulatedPodCrashLooping in simulated-2', 2),
    ],
  });
  expect(await bench.peek.instance.counters.read()).toMatchObject({
    ...{ received: 100, queued: 100, excluded: 0, rejected: 0, pending: 0 },
    ...{ opened: 3, folded: 17, repeated: 76, resolved: 4, refired: 0 },
  });
});

it('tells of the storm of their scope where rules correlate', async () => {
  await using correlating = await ServiceBench.open(correlated, { realTime: true });
  const { stdout } = await stormfold([...small, '--url', correlating.url]);
  expect((JSON.parse(stdout) as Out).storms).toMatchObject([
    { pattern: 'everything', alerts: 20, deliveries: 100 },
  ]);
});

it('folds what a pair sends as what one sends, and shows it in a table', async () => {
  const { code, stdout } = await shown([...small, '--ha', '--resolve', '50%', '--url', bench.url]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      `Simulating 20 alerts to ${bench.url}/webhooks/alertmanager, with seed 7.`,
      ...['Posted 20 of 20 notifications.', 'Sent 200 alerts in 20 notifications: 20 answered 202.'],
      ...['Received 200, accepted 200, rejected 0.', ''],
      'PATTERN                                  ALERTS  DELIVERIES  STATE',
      'SimulatedPodCrashLooping in simulated-1  14      140         open',
      'SimulatedPodNotReady in simulated-1      4       40          open',
      'SimulatedPodCrashLooping in simulated-2  2       20          open',
      ...['', 'The same again, at other times: --seed 7', ''],
    ].join('\n'),
  );
  // the end of an episode is told by both of the pair
  expect(await bench.peek.instance.counters.read()).toMatchObject({
    ...{ received: 200, opened: 3, folded: 17, repeated: 160, resolved: 20 },
  });
});

it('leaves out storms that were over before it began', async () => {
  const first = JSON.parse((await stormfold([...small, '--url', bench.url])).stdout) as Out;
  for (const { id } of first.storms) await bench.peek.instance.store.seal(id, true);
  const second = JSON.parse((await stormfold([...small, '--seed', '8', '--url', bench.url])).stdout) as Out;
  const [before, after] = [first, second].map(({ storms }) => storms.map(({ id }) => id));
  expect([before?.length, after?.length]).toEqual([3, 3]);
  expect(after?.filter((id) => before?.includes(id))).toEqual([]);
});

it('ends in order with Ctrl-C, with what came out so far', async () => {
  const long = ['simulate', '--alerts', '4', '--duration', '1h', '--repeats', '0', '--patterns', '2'];
  await using command = new LivingCommand([...long, '--url', bench.url]);
  await eventually(async () => {
    expect(await bench.peek.instance.counters.read()).toMatchObject({ received: 4, pending: 0 });
  });
  expect(await command.end('SIGINT')).toBe(1);
  expect(JSON.parse(command.stdout)).toMatchObject({
    ...{ interrupted: true, sent: { notifications: 1, alerts: 4 }, answers: { '202': 1 }, accepted: 4 },
    storms: [{}, {}],
  });
});
