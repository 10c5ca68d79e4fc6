import { type IncomingMessage, get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Numbers, Section, StormPageView, SamplesView } from '../../src/console/views.ts';
import { EventStream } from '../support/event-stream.ts';
import { testConfig } from '../support/peek.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { noon } from '../support/store.ts';
import { podNotification } from '../support/worker-bench.ts';

let bench: ServiceBench;
beforeEach(async () => {
  bench = await ServiceBench.open();
});
afterEach(() => bench[Symbol.asyncDispose]());

const anyStorm = '0123456789abcdef-0123456789ab';

describe('the pages', () => {
  it('are the same for the list and for every storm, under a strict policy', async () => {
    const [list, storm] = await Promise.all(
      ['/', `/storms/${anyStorm}`].map((path) => fetch(bench.url + path)),
    );
    expect([list?.status, storm?.status]).toEqual([200, 200]);
    expect(await storm?.text()).toBe(await list?.text());
    const policy = list?.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none';.*;script-src 'self' 'sha256-[^']+';style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it('are sent once, and then only when they have changed', async () => {
    const { headers } = await fetch(`${bench.url}/assets/main.js`);
    const again = await fetch(`${bench.url}/assets/main.js`, {
      headers: { 'If-None-Match': headers.get('etag') ?? '' },
    });
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each([
    ['GET', '/assets/nothing.js', 404],
    ['GET', '/assets/..%2f..%2fassets.ts', 404],
    ['GET', '/assets/lib/..%2f..%2f..%2fpackage.json', 404],
    ['GET', '/console/storms/nonsense', 400],
    ['GET', '/storms/0123456789abcdef-01234', 400],
    ['POST', '/', 405],
    ['DELETE', `/storms/${anyStorm}`, 405],
    ['POST', '/console/overview', 405],
  ])('answer %s %s with %i', async (method, path, status) => {
    const response = await fetch(bench.url + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/problem\+json/);
  });
});

describe('the overview', () => {
  it('tells of a storm as it opens, grows, seals and is submitted', async () => {
    await using stream = await EventStream.open(`${bench.url}/console/overview`);
    await stream.until<Section>('openStorms', ({ total }) => total === 0);
    await bench.post(podNotification(15));
    const opened = await stream.until<Section>('openStorms', ({ storms }) => storms[0]?.alerts === 15);
    bench.clock.time += 60_000;
    await bench.post(podNotification(20));
    const grown = await stream.until<Section>('openStorms', ({ storms }) => storms[0]?.alerts === 20);
    await bench.expire();
    const submitted = await stream.until<Section>('submittedStorms', ({ total }) => total === 1);

    const spark = (bars: Record<number, number>) => Array.from({ length: 24 }, (_, i) => bars[i] ?? 0);
    expect(opened.storms).toMatchObject([
      { alerts: 15, deliveries: 15, kinds: [['Pod', 15]], spark: spark({ 0: 15 }), openedAt: noon },
    ]);
    expect(grown.storms).toMatchObject([
      { alerts: 20, deliveries: 35, kinds: [['Pod', 20]], spark: spark({ 0: 15, 4: 5 }) },
    ]);
    const [resource] = await bench.peek.resources();
    expect(submitted.storms).toMatchObject([{ alerts: 20, resourceName: resource?.metadata.name }]);
    const numbers = await stream.until<Numbers>('numbers', (n) => n.submitted === 1);
    expect(numbers).toMatchObject({ received: 35, fired: 35, repeated: 15, opened: 1, submitted: 1 });
    expect(await stream.until<Section>('openStorms', ({ total }) => total === 0)).toMatchObject({
      storms: [],
    });
  });

  it('shows what fits a filter, and says how many there are', async () => {
    await bench.post(podNotification(3));
    await bench.post(podNotification(2, { namespace: 'billing' }));
    await using stream = await EventStream.open(`${bench.url}/console/overview?pattern=BILL&rows=1`);
    const section = await stream.until<Section>('openStorms', ({ total }) => total === 2);
    expect([section.found, section.storms.map(({ pattern }) => pattern)]).toEqual([
      1,
      ['KubePodCrashLooping in billing'],
    ]);
  });

  it('answers a HEAD without a stream', async () => {
    for (const path of ['/console/overview', `/console/storms/${anyStorm}`]) {
      const { status, headers } = await fetch(bench.url + path, { method: 'HEAD' });
      expect([status, headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/event-stream/),
      ]);
    }
  });

  it.each(['a:99999', 'a b', 'user@x:y'])('refuses the odd host %s in words', async (host) => {
    const operator = { tokens: ['t'], tokenFiles: [], basic: [] };
    await using own = await ServiceBench.open({ auth: { ...testConfig('/nowhere').auth, operator } });
    const headers = { Host: host, Authorization: 'Bearer t' };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    get(`${own.url}/console/overview`, { headers }, resolve).once('error', reject);
    const response = await promise;
    expect(response.statusCode).toBe(400);
    response.resume();
  });

  it('ends when the process stops, without holding that up', async () => {
    const own = await ServiceBench.open();
    const stream = await EventStream.open(`${own.url}/console/overview`);
    await stream.until('clock', () => true);
    await own[Symbol.asyncDispose]();
    await stream.ended;
    expect(stream.status).toBe(200);
  });
});

describe('the page of a storm', () => {
  it('tells its timeline, its samples and what came of it', async () => {
    await bench.post(podNotification(15));
    const [open] = await bench.peek.until('open', 1);
    await using stream = await EventStream.open(`${bench.url}/console/storms/${open?.id}`);
    const first = await stream.until<StormPageView>('storm', ({ timeline }) => timeline.bins[0] === 15);
    const { common, samples } = await stream.until<SamplesView>('samples', () => true);
    await bench.expire();
    const last = await stream.until<StormPageView>('storm', ({ storm }) => storm.state === 'submitted');

    expect(first.storm).toMatchObject({ id: open?.id, state: 'open', alerts: 15, rule: 'default' });
    expect(first.timeline).toEqual({ from: noon, until: noon + 300_000, binMs: 1000, bins: [15] });
    expect(first.kinds).toEqual([['Pod', 15]]);
    expect(samples).toHaveLength(5);
    expect(common).toMatchObject({ alertname: 'KubePodCrashLooping', namespace: 'shop' });
    expect(common).not.toHaveProperty('pod');
    expect(last.storm).toMatchObject({ alerts: 15, sealReason: 'expired', resourceName: expect.any(String) });
    expect(last.storm.jobs).toEqual([{ title: 'finalize job', path: `/queues/queue/finalize/${open?.id}` }]);
  });

  it('says that there is no such storm', async () => {
    await using stream = await EventStream.open(`${bench.url}/console/storms/${anyStorm}`);
    expect(await stream.until('gone', () => true)).toEqual({ id: anyStorm });
  });
});
