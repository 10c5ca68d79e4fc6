import { expect, test } from 'vitest';

import { ServiceBench } from '../support/service-bench.ts';
import { eventually } from '../support/eventually.ts';

const [kept, keptBytes, badBytes] = [1000, 64 * 1024, 100 * 1024];

test('the quarantine of 5,000 bad alerts of 100 KiB holds a thousand of 64 KiB, and Redis no more than these', async () => {
  await using bench = await ServiceBench.open();
  const { redis, counters, keys } = bench.peek.instance;
  const alert = JSON.stringify({
    status: 'firing',
    labels: { alertname: 'Bad', filler: 'x'.repeat(badBytes) },
  });
  const body = `{"alerts":[${Array.from({ length: 100 }, () => alert).join(',')}]}`;
  for (let i = 0; i < 50; i++) {
    const answer = await bench.post(body);
    expect(answer).toMatchObject({ status: 400, body: { received: 100, accepted: 0 } });
  }
  const stream = keys.partition(0).rejects;
  const rejects = await counters.rejects(10_000);
  const bytes = Number(await redis.memory('USAGE', stream, 'SAMPLES', 0));

  expect(rejects.map(({ raw }) => Buffer.byteLength(raw))).toEqual(rejects.map(() => keptBytes));
  expect([rejects.length, await redis.xlen(stream)]).toEqual([kept, kept]);
  expect(await counters.read()).toMatchObject({ received: 5000, rejected: 5000, queued: 0, pending: 0 });
  process.stdout.write(`quarantine of 5,000 bad alerts: ${(bytes / 2 ** 20).toFixed(1)} MiB\n`);
  // An entry's other fields are its reason, a request id and numbers; Redis rounds up what it allocates.
  expect(bytes).toBeLessThan(kept * keptBytes * 1.3);
});

test('what was refused with control characters in it is listed as it came, with a reason that fits a terminal', async () => {
  await using bench = await ServiceBench.open();
  const text = '\u001b[2J\u0007\0\r\n*1\r\n$7\r\nFLUSHDB\r\n{stormfold:0}:pending';
  const alert = { status: text, labels: { alertname: text } };
  await bench.post({ alerts: [alert] });
  const rejects = await eventually(() => bench.peek.instance.counters.rejects(10));

  expect(rejects.map(({ raw }) => raw)).toEqual([JSON.stringify(alert)]);
  expect(rejects[0]?.reason).toBe(`\`status\` is ${JSON.stringify(text)}, not "firing" or "resolved"`);
  expect(rejects[0]?.reason).not.toMatch(/\p{Cc}/u);
});
