import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

import { describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { GateBench, basic, none } from './gate-bench.ts';

const operator = { ...none, tokens: ['t1'], basic: ['ann:pw'] };
const right = { Authorization: 'Bearer t1' };
const wrong = { Authorization: 'Bearer wrong' };

async function failing(times: number, bench: GateBench, from?: string): Promise<void> {
  for (let i = 0; i < times; i++) await bench.status({ headers: wrong, ...(from && { from }) });
}

/** Sends so many wrong logins that each is waiting when this resolves, and answers their answers, in order. */
async function waiting(count: number, bench: GateBench): Promise<Promise<number>[]> {
  const before = (await bench.failures())['operator'] ?? 0;
  const answers: Promise<number>[] = [];
  for (let i = 1; i <= count; i++) {
    const answer = bench.status({ headers: wrong });
    // Not every test waits until it has come.
    answer.catch(() => undefined);
    answers.push(answer);
    await eventually(async () => expect((await bench.failures())['operator']).toBe(before + i));
  }
  return answers;
}

describe('who came in', () => {
  it.each([
    ['Bearer t1', 'token'],
    [basic('ann:pw'), 'ann'],
    [basic('bob:t1'), 'bob'],
    [basic(':t1'), 'token'],
    [basic('t1'), 'token'],
  ])('by %s is %s', async (Authorization, name) => {
    await using bench = await GateBench.open({ operator });
    expect((await bench.ask({ headers: { Authorization } })).body).toEqual({ operator: name });
  });

  it('is in the line about what was refused to him', async () => {
    await using bench = await GateBench.open({ operator });
    const headers = { Authorization: basic('ann:pw'), Origin: 'http://evil.example' };
    expect(await bench.status({ method: 'POST', headers })).toBe(403);
    const line = { msg: 'request refused', problem: 'cross-site', operator: 'ann' };
    expect(bench.lines).toContainEqual(expect.objectContaining(line));
  });
});

describe('failed logins', () => {
  it('are counted by gate, when there were credentials', async () => {
    await using bench = await GateBench.open({ operator, webhook: { ...none, tokens: ['w1'] } });
    expect(await bench.failures()).toEqual({ operator: 0, webhook: 0 });
    for (const headers of [{}, { Authorization: '' }, right, wrong, { Authorization: 'Token t1' }])
      await bench.status({ headers });
    for (const headers of [{}, wrong, right, { Authorization: 'Bearer w1' }, wrong])
      await bench.status({ headers, method: 'POST', path: '/webhook' });
    expect(await bench.failures()).toEqual({ operator: 2, webhook: 3 });
  });

  it('are answered at once five times, then later and later', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      const answer = bench.status({ headers: wrong });
      await eventually(() => expect(bench.delays.waits).toHaveLength(1));
      waits.push(bench.delays.pass());
      expect(await answer).toBe(401);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('are answered one after the other', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    const answers = await waiting(3, bench);
    for (const [index, ms] of [250, 500, 1000].entries()) {
      await eventually(() => expect(bench.delays.waits).toEqual([ms]));
      bench.delays.pass();
      expect(await answers[index]).toBe(401);
    }
  });

  it('keep neither good credentials of the same address nor anybody else waiting', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    void (await waiting(7, bench));
    expect(await bench.status({ headers: right })).toBe(200);
    expect(await bench.status()).toBe(401);
    expect(await bench.status({ headers: wrong, from: '127.0.0.9' })).toBe(401);
    expect(bench.delays.waits).toEqual([250]);
  });

  it('are forgotten five minutes after the last one, and by no success', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(4, bench);
    bench.delays.ms += 299_999;
    await failing(1, bench);
    bench.delays.ms += 299_999;
    expect(await bench.status({ headers: right })).toBe(200);
    const [answer] = await waiting(1, bench);
    await eventually(() => expect(bench.delays.pass()).toBe(250));
    expect(await answer).toBe(401);
    bench.delays.ms += 300_001;
    await failing(5, bench);
    expect(bench.delays.waits).toEqual([]);
  });

  it('never keep the webhook waiting', async () => {
    await using bench = await GateBench.open({ operator, webhook: { ...none, tokens: ['w1'] } });
    await failing(5, bench);
    void (await waiting(8, bench));
    for (let i = 0; i < 20; i++)
      expect(await bench.status({ headers: wrong, method: 'POST', path: '/webhook' })).toBe(401);
    const headers = { Authorization: 'Bearer w1' };
    expect(await bench.status({ headers, method: 'POST', path: '/webhook' })).toBe(200);
  });

  it('are told in a line, once a minute an address', async () => {
    await using bench = await GateBench.open({ operator });
    const told = () => bench.lines.filter(({ msg }) => msg === 'logins failed');
    await failing(3, bench);
    await failing(1, bench, '127.0.0.9');
    expect(told()).toMatchObject([
      { level: 'warn', address: '127.0.0.1', failures: 1 },
      { level: 'warn', address: '127.0.0.9', failures: 1 },
    ]);
    bench.delays.ms += 60_000;
    await failing(1, bench);
    expect(told().slice(2)).toMatchObject([{ address: '127.0.0.1', failures: 3 }]);
  });
});

describe('when eight wait at one address', () => {
  it('the next is refused without a look at his credentials, and others are not', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    const answers = await waiting(8, bench);
    const refused = await bench.ask({ headers: right });
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:stormfold:problem:too-many-logins' } });
    expect(refused.headers['retry-after']).toBe('5');
    expect(await bench.status({ headers: wrong })).toBe(429);
    expect(await bench.failures()).toEqual({ operator: 13, webhook: 0 });
    expect(await bench.status({ headers: right, from: '127.0.0.9' })).toBe(200);
    await eventually(() => expect(bench.delays.pass()).toBe(250));
    expect(await answers[0]).toBe(401);
    expect(await bench.status({ headers: right })).toBe(200);
  });

  it('a place is kept for as long when its client goes away, or silence would tell what is wrong', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    for (let i = 1; i <= 8; i++) {
      const request = bench.send({ headers: wrong });
      await eventually(async () => expect((await bench.failures())['operator']).toBe(5 + i));
      const closed = new Promise((resolve) => request.once('close', resolve));
      request.once('error', () => undefined).destroy();
      await closed;
    }
    expect(await bench.status({ headers: right })).toBe(429);
    await eventually(() => expect(bench.delays.pass()).toBe(250));
    await eventually(async () => expect(await bench.status({ headers: right })).toBe(200));
    const answered = bench.lines.filter(({ msg }) => msg === 'request refused');
    // The five before, and the one that found no place.
    expect(answered).toHaveLength(6);
  });

  it('all are answered at once when the process drains', async () => {
    await using bench = await GateBench.open({ operator });
    await failing(5, bench);
    const answers = await waiting(8, bench);
    bench.drain();
    expect(await Promise.all(answers)).toEqual(answers.map(() => 401));
    await failing(20, bench);
    expect(bench.delays.waits).toEqual([]);
  });
});

it('an answer that was waited for is a problem for programs and a question to browsers', async () => {
  await using bench = await GateBench.open({ operator });
  await failing(5, bench);
  const request = bench.send({ headers: wrong });
  await eventually(() => expect(bench.delays.pass()).toBe(250));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'www-authenticate': 'Basic realm="stormfold", charset="UTF-8"',
  });
});
