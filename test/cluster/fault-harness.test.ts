import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { keysFor } from '../../src/redis/keys.ts';
import { remains } from '../faults/harness/audit.ts';
import { ClusterControl } from '../faults/harness/cluster-control.ts';
import { Seeded } from '../faults/harness/seeded.ts';
import { eventually } from '../support/eventually.ts';

const keys = keysFor('stormfold');
const partitions = [0, 1, 2, 3];
const left = partitions.map((i) => keys.partition(i).pending);

describe('the cluster under the fault harness', () => {
  let folder: string;
  let cluster: ClusterControl;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stormfold-cluster-control-'));
    cluster = await ClusterControl.start({ dir: folder, fsync: 'always' });
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const spread = async () => {
    const holders = await Promise.all(left.map((key) => cluster.holderOf(key)));
    return cluster.servers.map((server) => partitions.filter((i) => holders[i] === server));
  };
  const ofMaster = async (i: number) => cluster.servers[i]?.client.keys('*');

  it('finds what is left on every master, and says which of them never held anything', async () => {
    expect(await cluster.faults()).toEqual([0, 1, 2].map((i) => `master ${i} never held a key`));
    for (const key of left.slice(0, 2)) await cluster.client.zadd(key, 1, 'job');
    expect(await cluster.faults()).toEqual([1, 2].map((i) => `master ${i} never held a key`));
    for (const key of left.slice(2)) await cluster.client.zadd(key, 1, 'job');
    expect(await cluster.faults()).toEqual([]);
    expect((await remains(cluster)).sort()).toEqual(left);
    expect(cluster.mostKeys).toEqual([2, 1, 1]);
  });

  it('has after a kill -9 of all masters what it had, where it was', async () => {
    const before = await spread();
    await cluster.restart('SIGKILL');
    expect(await spread()).toEqual(before);
    expect((await remains(cluster)).sort()).toEqual(left);
  });

  it('goes on without the one that was killed, as far as that is not asked for', async () => {
    const [first] = cluster.servers;
    const back = first?.restart('SIGKILL', 500);
    await expect(ofMaster(2)).resolves.toEqual([left[2]]);
    await back;
    await expect(ofMaster(0)).resolves.toHaveLength(2);
  });

  it('moves a slot with its keys to another master, which keeps it', async () => {
    const [moving = ''] = left.slice(2);
    expect(await cluster.moveSlotOf(moving, new Seeded(1))).toBe(1);
    const after = await spread();
    expect(after.flat().toSorted((a, b) => a - b)).toEqual(partitions);
    expect(after[2]).toEqual([]);
    await cluster.restart('SIGKILL');
    expect(await spread()).toEqual(after);
    expect(await ofMaster(2)).toEqual([]);
    expect((await remains(cluster)).sort()).toEqual(left);
  });

  it('tells that a command went across slots, also after who refused it was killed', async () => {
    const [server] = cluster.servers;
    await expect(server?.client.mget('{a}', '{b}')).rejects.toThrow('CROSSSLOT');
    const fault = 'master 0 refused 1 commands with CROSSSLOT';
    await eventually(async () => expect(await cluster.faults()).toEqual([fault]));
    await cluster.restart('SIGKILL');
    expect(await cluster.faults()).toEqual([fault]);
  });
});
