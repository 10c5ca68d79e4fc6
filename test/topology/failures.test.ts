import { describe, expect, it } from 'vitest';

import { backoffMs } from '../../src/topology/cluster/pauses.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, plainText, status } from '../support/scripted-api.ts';
import { Followed, paths, pod } from './followed.ts';

const forbidden = status(403, { reason: 'Forbidden', message: 'pods is forbidden' });
const cutOff: Answer = (response) => void response.destroy();
const missing = plainText(404, '404 page not found');
const lacks = (followed: Followed) => followed.lines.filter(({ msg }) => msg === 'topology lacks a kind');
const becomes = (followed: Followed, kind: string, state: string) =>
  eventually(() => expect(followed.stateOf(kind)).toBe(state));

describe('a kind that is forbidden', () => {
  it('leaves the others alone, is said once, and is asked for again', async () => {
    await using followed = await Followed.start(['Pod', 'Node']);
    const { cluster } = followed;
    cluster.always(paths.nodes, forbidden);
    cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await becomes(followed, 'Node', 'forbidden');
    await becomes(followed, 'Pod', 'synced');
    expect([followed.podNames('a'), followed.topology.synced]).toEqual([['a'], true]);
    expect([await followed.next(), await followed.next()]).toEqual([500, 1000]);
    await eventually(() => expect(followed.pauses).toHaveLength(3));
    expect(lacks(followed)).toMatchObject([
      {
        ...{ kind: 'Node', state: 'forbidden', error: 'the API server answered 403: pods is forbidden' },
        advice: expect.stringContaining('deploy/components/topology') as unknown,
      },
    ]);
    const scrape = await followed.scrape();
    expect(scrape.by('stormfold_topology_synced', 'kind')).toEqual({ Node: 0, Pod: 1 });
    expect(scrape.by('stormfold_topology_watch_restarts_total', 'reason')).toEqual({ forbidden: 3 });
  });

  it('is followed from when it is granted', async () => {
    await using followed = await Followed.start(['Pod']);
    followed.cluster.always(paths.pods, forbidden);
    followed.cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await becomes(followed, 'Pod', 'forbidden');
    followed.cluster.always(paths.pods, undefined);
    await followed.next();
    await becomes(followed, 'Pod', 'synced');
    expect(followed.podNames('a')).toEqual(['a']);
  });

  it('is not known any more after a while, because nobody would tell that it went', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await becomes(followed, 'Pod', 'synced');
    cluster.always(paths.pods, forbidden);
    await cluster.endWatch(paths.pods);
    for (const ms of [500, 1000, 2000, 4000, 8000]) {
      await becomes(followed, 'Pod', 'forbidden');
      expect([followed.podNames('a'), await followed.next()]).toEqual([['a'], ms]);
    }
    await eventually(() => expect(followed.pauses).toHaveLength(6));
    followed.topology.topology.entries.expire();
    expect(followed.podNames('a')).toEqual([]);
  });
});

describe('a kind that the server has not', () => {
  it('is looked for where older servers have it, at once', async () => {
    await using followed = await Followed.start(['PodDisruptionBudget']);
    followed.cluster.script(paths.budgets, missing);
    followed.topology.start();
    await becomes(followed, 'PodDisruptionBudget', 'synced');
    expect(followed.cluster.askedFor(paths.oldBudgets)).toEqual(['list 250', 'watch from 101']);
    expect([followed.pauses, lacks(followed)]).toEqual([[], []]);
  });

  it('is gone without, and asked for again where it should be', async () => {
    await using followed = await Followed.start(['PodDisruptionBudget']);
    followed.cluster.script(paths.budgets, missing);
    followed.cluster.script(paths.oldBudgets, missing);
    followed.topology.start();
    await becomes(followed, 'PodDisruptionBudget', 'unserved');
    expect(followed.topology.synced).toBe(true);
    expect(await followed.next()).toBe(500);
    await becomes(followed, 'PodDisruptionBudget', 'synced');
    expect(followed.cluster.askedFor(paths.budgets)).toEqual(['list 250', 'list 250', 'watch from 101']);
  });
});

describe('a server that fails', () => {
  it('is asked again later and later; what was known stays known, and is not listed anew', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await cluster.event(paths.pods, 'ADDED', pod('b', 'pool-1', '150'));
    await eventually(() => expect(followed.podNames('b')).toEqual(['b']));
    cluster.script(paths.pods, ...[status(500), status(503), plainText(200, '<html>'), cutOff, status(401)]);
    await cluster.endWatch(paths.pods);
    await becomes(followed, 'Pod', 'away');
    expect([followed.podNames('a', 'b'), followed.topology.synced]).toEqual([['a', 'b'], false]);
    const pauses = [await followed.next(), await followed.next(), await followed.next()];
    expect([...pauses, await followed.next(), await followed.next()]).toEqual([500, 1000, 2000, 4000, 8000]);
    await becomes(followed, 'Pod', 'synced');
    expect(cluster.askedFor(paths.pods).slice(-2)).toEqual(['watch from 150', 'watch from 150']);
    expect(cluster.askedFor(paths.pods).filter((asked) => asked.startsWith('list'))).toHaveLength(1);
    expect(lacks(followed)).toHaveLength(1);
    await cluster.event(paths.pods, 'ADDED', pod('c', 'pool-1', '151'));
    await eventually(() => expect(followed.podNames('c')).toEqual(['c']));
    await cluster.breakWatch(paths.pods);
    expect(await followed.next()).toBe(500);
  });

  it('is given the time that it asks for', async () => {
    await using followed = await Followed.start(['Pod']);
    followed.cluster.script(paths.pods, status(429, {}, { 'Retry-After': '7' }));
    followed.cluster.script(paths.pods, status(429, {}, { 'Retry-After': '86400' }));
    followed.topology.start();
    expect([await followed.next(), await followed.next()]).toEqual([7000, 300_000]);
    await becomes(followed, 'Pod', 'synced');
  });

  it('in the middle of a list is asked for all of it again', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    const [first, second] = [pod('a'), pod('b')].map((each) => JSON.stringify(each));
    cluster.script(paths.pods, (response) => {
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .write(`{"metadata":{"resourceVersion":"9"},"items":[${first},${second}`, () => response.destroy());
    });
    cluster.has(paths.pods, pod('b'));
    followed.topology.start();
    await followed.next();
    await becomes(followed, 'Pod', 'synced');
    expect(followed.podNames('a', 'b')).toEqual(['b']);
    expect(cluster.askedFor(paths.pods)).toEqual(['list 250', 'list 250', 'watch from 101']);
  });
});

describe('a watch that tells something else than changes', () => {
  it.each([
    ['an error', JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'oops' } })],
    ['an error without words', JSON.stringify({ type: 'ERROR', object: null })],
    ['no event', '{"type": 7}'],
    ['no JSON', '<html>'],
  ])('is not gone on with: all is listed anew after %s', async (_, line) => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await becomes(followed, 'Pod', 'synced');
    cluster.has(paths.pods, pod('b'));
    await cluster.send(paths.pods, `${line}\n`);
    expect(await followed.next()).toBe(500);
    await becomes(followed, 'Pod', 'synced');
    expect(followed.podNames('a', 'b')).toEqual(['b']);
  });
});

describe('the pauses', () => {
  it('double up to a minute, and are half as long at least', () => {
    const failures = [1, 2, 3, 4, 5, 6, 7, 8, 40];
    expect(failures.map((each) => backoffMs(each, 0.999999))).toEqual([
      ...[1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
    ]);
    expect(backoffMs(40, 0)).toBe(30_000);
    expect([1, 9, 10, 40].map((each) => backoffMs(each, 0, 'refused'))).toEqual([
      ...[500, 128_000, 150_000, 150_000],
    ]);
  });
});
