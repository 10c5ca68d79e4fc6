import { describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { status } from '../support/scripted-api.ts';
import { Followed, paths, pod } from './followed.ts';

const bookmark = (resourceVersion: string) => ({ metadata: { resourceVersion } });
const synced = (followed: Followed, kind = 'Pod') =>
  eventually(() => expect(followed.stateOf(kind)).toBe('synced'));

describe('a kind that is followed', () => {
  it('is listed in pages, and watched from there', async () => {
    await using followed = await Followed.start(['Pod']);
    const names = Array.from({ length: 501 }, (_, index) => `p${index}`);
    followed.cluster.has(paths.pods, ...names.map((name) => pod(name)));
    expect([followed.topology.synced, followed.stateOf('Pod')]).toEqual([false, 'listing']);
    followed.topology.start();
    await synced(followed);
    expect(followed.topology.synced).toBe(true);
    expect(followed.cluster.askedFor(paths.pods)).toEqual([
      ...['list 250', 'list 250 from 250', 'list 250 from 500', 'watch from 101'],
    ]);
    expect(followed.podNames(...names)).toEqual(names);
    const watch = followed.cluster.requests.at(-1)?.query;
    expect(watch).toMatchObject({ allowWatchBookmarks: 'true', timeoutSeconds: '240' });
  });

  it('is asked for as metadata where that is enough', async () => {
    await using followed = await Followed.start(['ReplicaSet', 'Pod']);
    followed.topology.start();
    await synced(followed, 'ReplicaSet');
    await synced(followed);
    const accepted = followed.cluster.requests.map(({ path, accept }) => [
      path === paths.sets,
      accept.includes('PartialObjectMetadata'),
    ]);
    expect(accepted.filter(([isSet, isCut]) => isSet !== isCut)).toEqual([]);
  });

  it('is known as it changes', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster, topology } = followed;
    cluster.has(paths.pods, pod('a'), pod('b'));
    topology.start();
    await cluster.event(paths.pods, 'ADDED', pod('c', 'pool-1', '102'));
    await cluster.event(paths.pods, 'MODIFIED', pod('a', 'pool-2', '103'));
    await cluster.event(paths.pods, 'DELETED', pod('b', 'pool-1', '104'));
    await eventually(() => expect(followed.podNames('a', 'b', 'c')).toEqual(['a', 'c']));
    const a = { kind: 'Pod', namespace: 'shop', name: 'a' };
    expect(topology.topology.surroundingsOf(a)?.node).toBe('pool-2');
  });

  it('is watched again from where the last watch ended', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    followed.topology.start();
    await cluster.event(paths.pods, 'ADDED', pod('a', 'pool-1', '150'));
    await cluster.event(paths.pods, 'BOOKMARK', bookmark('160'));
    await cluster.endWatch(paths.pods);
    await eventually(() => expect(cluster.askedFor(paths.pods).at(-1)).toBe('watch from 160'));
    expect(followed.pauses).toEqual([]);
    const scrape = await followed.scrape();
    expect(scrape.by('stormfold_topology_watch_restarts_total', 'reason')).toEqual({ ended: 1 });
  });

  it('is listed anew after an hour', async () => {
    await using followed = await Followed.start(['Pod']);
    const { cluster, time } = followed;
    cluster.has(paths.pods, pod('missed'));
    followed.topology.start();
    await synced(followed);
    cluster.has(paths.pods, pod('a'));
    time.now += 3_600_000;
    await cluster.endWatch(paths.pods);
    await eventually(() => expect(followed.podNames('missed', 'a')).toEqual(['a']));
    await eventually(() =>
      expect(cluster.askedFor(paths.pods)).toEqual([
        ...['list 250', 'watch from 101', 'list 250', 'watch from 102'],
      ]),
    );
  });

  it.each([
    ['in the watch', true],
    ['at its beginning', false],
  ])('is listed anew where its version is too old, as is said %s', async (_, inside) => {
    await using followed = await Followed.start(['Pod']);
    const { cluster } = followed;
    cluster.has(paths.pods, pod('a'), pod('b'));
    followed.topology.start();
    await synced(followed);
    cluster.has(paths.pods, pod('b'), pod('c'));
    const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    if (inside) await cluster.event(paths.pods, 'ERROR', expired);
    else cluster.script(paths.pods, status(410, expired));
    if (!inside) await cluster.endWatch(paths.pods);
    expect(await followed.next()).toBe(500);
    await eventually(() => expect(followed.podNames('a', 'b', 'c')).toEqual(['b', 'c']));
    const scrape = await followed.scrape();
    expect(scrape.by('stormfold_topology_watch_restarts_total', 'reason')).toMatchObject({ expired: 1 });
  });

  it('leaves out what there is no room for, and what is none', async () => {
    await using followed = await Followed.start(['Pod'], 100);
    const { cluster } = followed;
    cluster.has(paths.pods, ...Array.from({ length: 103 }, (_, index) => pod(`p${index}`)), { spec: {} });
    followed.topology.start();
    await synced(followed);
    const scrape = await followed.scrape();
    expect(scrape.by('stormfold_topology_left_out_total', 'reason')).toEqual({ full: 3, unreadable: 1 });
    expect(scrape.by('stormfold_topology_objects', 'kind')).toEqual({ Pod: 100 });
    const told = followed.lines.filter(({ msg }) => msg === 'topology leaves objects out');
    expect(told.map(({ reason }) => reason)).toEqual(['full', 'unreadable']);
  });

  it('tells metrics how it stands', async () => {
    await using followed = await Followed.start(['Pod', 'Node']);
    followed.cluster.has(paths.pods, pod('a'));
    followed.topology.start();
    await synced(followed);
    await synced(followed, 'Node');
    followed.time.now += 5000;
    await followed.cluster.event(paths.pods, 'BOOKMARK', bookmark('160'));
    await eventually(async () =>
      expect((await followed.scrape()).by('stormfold_topology_last_sync_timestamp_seconds', 'kind')).toEqual({
        ...{ Node: 1000, Pod: 1005 },
      }),
    );
    const scrape = await followed.scrape();
    expect(scrape.by('stormfold_topology_objects', 'kind')).toEqual({ Node: 0, Pod: 1 });
    expect(scrape.by('stormfold_topology_synced', 'kind')).toEqual({ Node: 1, Pod: 1 });
  });

  it('leaves no connection open when it is closed, in the middle of a watch or of a list', async () => {
    await using followed = await Followed.start(['Pod', 'Node']);
    const { cluster, topology } = followed;
    cluster.always(paths.nodes, () => undefined);
    topology.start();
    await synced(followed);
    await eventually(() => expect(cluster.askedFor(paths.nodes)).toEqual(['list 250']));
    expect(await cluster.connections()).toBeGreaterThan(1);
    await topology.close();
    await eventually(async () => expect(await cluster.connections()).toBe(0));
  });
});
