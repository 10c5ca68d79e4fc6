import { expect, test } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { Processes } from '../support/processes.ts';
import { mostResident } from './overload-bench.ts';
import { SlowSender, head } from './senders-sockets.ts';

/** Not how fast an answer has to be, but when it is taken for none. */
const hangMs = 30_000;

function bodyOf(name: string, alerts: number, filler = 0): string {
  const all = Array.from({ length: alerts }, (_, i) => ({
    status: 'firing',
    labels: { alertname: 'Sent', namespace: `n${i % 10}`, pod: `${name}-${i}` },
    annotations: { filler: 'x'.repeat(filler) },
  }));
  return JSON.stringify({ version: '4', alerts: all });
}

async function post(url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(hangMs * 3);
  const response = await fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body, signal });
  await response.arrayBuffer();
  return response.status;
}

/** What a well-behaved sender is told; rejects when it is told nothing. */
async function postSmall(url: string, name: string): Promise<number> {
  const signal = AbortSignal.timeout(hangMs);
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: bodyOf(name, 3), signal };
  const response = await fetch(`${url}/webhooks/alertmanager`, init);
  await response.arrayBuffer();
  return response.status;
}

async function expectCounted(at: Processes, alerts: number): Promise<void> {
  expect(await at.peek.instance.counters.read()).toMatchObject({
    ...{ received: alerts, queued: alerts, pending: alerts },
    ...{ rejected: 0, excluded: 0 },
  });
}

test('senders that stall, idle or dribble do not keep others from being answered, and lose nothing themselves', async () => {
  await using at = await Processes.open();
  const intake = at.serve('intake');
  const url = await intake.url();
  const port = Number(new URL(url).port);
  const body = bodyOf('stalled', 40);
  const half = body.slice(0, body.length / 2);
  const stalled = await SlowSender.openMany(
    ...([port, 50, () => `${head}Content-Length: ${body.length}\r\n\r\n${half}`] as const),
  );
  const idle = await SlowSender.openMany(port, 1000, () => '');
  const dribbling = await SlowSender.openMany(port, 200, (i) => `${head}X-Slow-${i}: `);

  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) {
    statuses.push(await postSmall(url, `small-${i}`));
    await Promise.all(dribbling.map((sender) => sender.write('y')));
  }
  expect([...stalled, ...idle, ...dribbling].filter((sender) => !sender.hangs)).toEqual([]);
  expect(new Set(statuses)).toEqual(new Set([202]));
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expectCounted(at, 20 * 3);

  await Promise.all(stalled.map((sender) => sender.write(body.slice(half.length))));
  const late = await Promise.all(stalled.map((sender) => sender.status()));
  expect(new Set(late)).toEqual(new Set([202]));
  await Promise.all(
    dribbling.map((sender) => sender.write(`\r\nContent-Length: ${body.length}\r\n\r\n${body}`)),
  );
  expect(new Set(await Promise.all(dribbling.map((sender) => sender.status())))).toEqual(new Set([202]));
  await expectCounted(at, 20 * 3 + 250 * 40);
  for (const sender of [...stalled, ...idle, ...dribbling]) sender.hangUp();
  process.stdout.write(`slow senders: intake held ${await mostResident(intake.child.pid)} MiB at most\n`);
}, 60_000);

test('eight notifications of 10 MB at once keep nobody from being answered, and each alert in them is counted once', async () => {
  await using at = await Processes.open();
  const intake = at.serve('intake');
  const url = await intake.url();
  const alerts = 8000;
  const bodies = Array.from({ length: 8 }, (_, i) => bodyOf(`large-${i}`, alerts, 1150));
  expect(Math.min(...bodies.map((each) => each.length))).toBeGreaterThan(10_000_000);
  const state = { left: bodies.length, small: 0, meanwhile: 0 };
  const large = Promise.allSettled(bodies.map((body) => post(url, body).finally(() => (state.left -= 1))));
  while (state.left > 0) {
    expect(await postSmall(url, `small-${state.small}`)).toBe(202);
    state.small += 1;
    if (state.left > 0) state.meanwhile += 1;
  }

  const answers = bodies.map(() => ({ status: 'fulfilled', value: 202 }));
  expect(await large).toEqual(answers);
  expect(state.meanwhile).toBeGreaterThan(0);
  await expectCounted(at, 8 * alerts + state.small * 3);
  const held = await mostResident(intake.child.pid);
  expect(held).toBeLessThan(1024);
  process.stdout.write(
    `large notifications: ${state.meanwhile} small ones answered meanwhile, ${held} MiB\n`,
  );
}, 240_000);

test('what is more than may be in hand at once is refused until there is room, and then taken, each once', async () => {
  await using at = await Processes.open();
  const intake = at.serve('intake', { STORMFOLD_BODY_IN_FLIGHT: '25mb', STORMFOLD_BODY_LIMIT: '20mb' });
  const url = await intake.url();
  const [alerts, count] = [8000, 8];
  let refused = 0;
  const deliver = async (name: string) => {
    const body = bodyOf(name, alerts, 1150);
    await eventually(
      async () => {
        const status = await post(url, body);
        if (status === 503) refused += 1;
        expect(status).toBe(202);
      },
      { timeout: 90_000, interval: 200 },
    );
  };
  await Promise.all(Array.from({ length: count }, (_, i) => deliver(`many-${i}`)));

  expect(refused).toBeGreaterThan(0);
  await expectCounted(at, count * alerts);
  process.stdout.write(
    `beyond what may be in hand: refused ${refused} times, ${await mostResident(intake.child.pid)} MiB\n`,
  );
}, 240_000);
