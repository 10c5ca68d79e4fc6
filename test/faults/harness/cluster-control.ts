import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from 'ioredis';

import { moveSlot, slotOf } from '../../support/move-slot.ts';
import { RedisCluster, until } from '../../support/redis-cluster.ts';
import type { RedisControl } from './redis-control.ts';
import type { Seeded } from './seeded.ts';
import { ServerControl, type ServerStart } from './server-control.ts';
import { ServerWatch } from './server-watch.ts';

/** A master that is silent for so long is given up: some are away for longer than that, others for less. */
const nodeTimeoutMs = 2000;
/** After so long, what a master was told is on its disk with any `appendfsync`. */
const onDiskMs = 2000;
/** Longer than it takes to find out that another one is the master. */
const longestHungMs = 10_000;
const masters = 3;

interface ClusterStart extends ServerStart {
  /** A replica for each master. */
  readonly replicas?: boolean;
}

/** Three masters of a Redis Cluster, each with an append-only file of its own; first of all servers, replicas behind them. */
export class ClusterControl implements RedisControl {
  readonly env: Readonly<Record<string, string>>;
  readonly client: Cluster;
  readonly servers: readonly ServerControl[];
  readonly #cluster: RedisCluster;
  readonly #watch: ServerWatch;

  private constructor(cluster: RedisCluster, servers: readonly ServerControl[]) {
    this.#cluster = cluster;
    // Begun side by side, they answered in any order.
    this.servers = cluster.nodes.flatMap(({ port }) => servers.filter((each) => each.port === port));
    this.env = { REDIS_URL: cluster.url, STORMFOLD_REDIS_MODE: 'cluster' };
    // While a master is away, who looks waits.
    this.client = cluster.client({ maxRedirections: Number.MAX_SAFE_INTEGER });
    this.#watch = new ServerWatch(this.servers);
  }

  static async start({
    dir,
    fsync,
    args: own = [],
    replicas = false,
  }: ClusterStart): Promise<ClusterControl> {
    const servers: ServerControl[] = [];
    let count = 0;
    const cluster = await RedisCluster.start({
      nodeTimeoutMs,
      replicas,
      args: own,
      start: async (args) => {
        const server = await ServerControl.start({ dir: join(dir, String(count++)), fsync, args });
        servers.push(server);
        const { url, port } = server;
        return { url, port, how: 'redis-server', stop: () => server.stop(), kill: (s) => server.signal(s) };
      },
    });
    return new ClusterControl(cluster, servers);
  }

  get mostKeys(): readonly number[] {
    return this.#watch.mostKeys.slice(0, masters);
  }

  async holders(): Promise<readonly ServerControl[]> {
    const roles = await rolesOf(this.servers);
    return this.servers.filter((_, i) => roles[i] === 'master');
  }

  /** Resolves once every replica has all that its master was told by now: what it lacks, a failover takes for good. */
  async copied(): Promise<void> {
    const roles = await Promise.all(this.servers.map(({ client }) => client.role()));
    const wanted = new Map(this.servers.map(({ port }, i) => [port, Number(roles[i]?.[1])]));
    const replicas = this.servers.filter((_, i) => roles[i]?.[0] === 'slave');
    for (const { client } of replicas) await until(async () => expectCopied(await client.role(), wanted));
  }

  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await Promise.all(this.servers.map((server) => server.restart(signal)));
  }

  async faults(): Promise<string[]> {
    return this.#watch.faults();
  }

  /** The server that holds this key now; of those of one partition, all. */
  async holderOf(key: string): Promise<ServerControl> {
    await this.#cluster.agreed();
    const { port } = await this.#cluster.ownerOf(slotOf(key));
    const holder = this.servers.find((server) => server.port === port);
    if (!holder) throw new Error(`nobody holds ${key}`);
    return holder;
  }

  /**
   * Takes a master away until its replica has taken over, and lets it come back as the replica of that one. One that was
   * frozen believes for a moment that it is the master still.
   */
  async failOver(how: 'SIGKILL' | 'SIGSTOP', chance: Seeded): Promise<void> {
    const lost = chance.pick(await this.holders());
    const others = this.servers.filter((server) => server !== lost);
    await lost.signal(how);
    await until(async () => expectMasters(await rolesOf(others), masters));
    // Nobody may need it to wake.
    await pause(how === 'SIGSTOP' ? chance.int(0, longestHungMs) : 0);
    if (how === 'SIGSTOP') await lost.signal('SIGCONT');
    else await lost.restart(how);
    await until(async () => expectMasters(await rolesOf([lost]), 0));
    await this.#cluster.agreed();
  }

  /**
   * Moves the slot of this key to another master, key by key. Resolves once both have that on their disks: what one of them
   * has forgotten and the other has not written yet, a loss of power takes for good. How many keys it were.
   */
  async moveSlotOf(key: string, chance: Seeded): Promise<number> {
    await this.#cluster.agreed();
    const slot = slotOf(key);
    const owner = await this.#cluster.ownerOf(slot);
    const to = chance.pick(this.#cluster.masters.filter(({ id }) => id !== owner.id));
    const moved = await moveSlot(this.#cluster, slot, to, () => pause(chance.int(0, 8)));
    await pause(onDiskMs);
    return moved;
  }

  async stop(): Promise<void> {
    this.#watch.stop();
    await this.#cluster[Symbol.asyncDispose]();
  }
}

/** A replica's role is its name, its master's host and port, how it is connected, and how far it has come. */
function expectCopied(role: readonly unknown[], wanted: ReadonlyMap<number, number>): void {
  const [port, offset] = [Number(role[2]), Number(role[4])];
  const least = wanted.get(port) ?? Infinity;
  if (offset < least) throw new Error(`the replica of ${port} is at ${offset}, not at ${least}`);
}

async function rolesOf(servers: readonly ServerControl[]): Promise<string[]> {
  const roles = await Promise.all(servers.map(({ client }) => client.role()));
  return roles.map(([role]) => String(role));
}

function expectMasters(roles: readonly string[], count: number): void {
  const found = roles.filter((role) => role === 'master').length;
  if (found !== count) throw new Error(`${found} of ${roles.length} servers are masters, not ${count}`);
}
