import { setTimeout as pause } from 'node:timers/promises';

import { Cluster, type ClusterOptions, Redis } from 'ioredis';

import { freePort } from '../../src/redis/server/free-port.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';

const slots = 16_384;
const masters = 3;

export interface ClusterOfRedis {
  /** A replica for each master. */
  readonly replicas?: boolean;
  /** A master that is silent for so long is given up, and its replica takes over. */
  readonly nodeTimeoutMs?: number;
  /** For every node, after those that it gets anyway. */
  readonly args?: readonly string[];
  /** Starts a node. By default one whose data is gone when it is. */
  readonly start?: (args: readonly string[]) => Promise<RedisServer>;
}

/** One node of the cluster, and a connection to it alone. */
export interface ClusterNode extends RedisServer {
  readonly admin: Redis;
  /** What the other nodes call it. */
  readonly id: string;
}

/** Three masters of a real Redis Cluster on this machine, with a third of the slots each. Gone when the test is. */
export class RedisCluster implements AsyncDisposable {
  readonly nodes: ClusterNode[] = [];
  readonly #options: ClusterOfRedis;
  readonly #clients: Cluster[] = [];

  private constructor(options: ClusterOfRedis) {
    this.#options = options;
  }

  static async start(options: ClusterOfRedis = {}): Promise<RedisCluster> {
    const cluster = new RedisCluster(options);
    try {
      await cluster.#build();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The three that were masters at first. */
  get masters(): readonly ClusterNode[] {
    return this.nodes.slice(0, masters);
  }

  /** As REDIS_URL takes it: some nodes that know the others. */
  get url(): string {
    return this.masters.map(({ url }) => url).join(',');
  }

  client(options: ClusterOptions = {}): Cluster {
    const places = this.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
    const client = new Cluster(places, { redisOptions: { maxRetriesPerRequest: null }, ...options });
    client.on('error', () => undefined);
    this.#clients.push(client);
    return client;
  }

  /** One more node, which the others know, without slots of its own. */
  async addNode(): Promise<ClusterNode> {
    const node = await this.#startNode();
    const [first] = this.nodes;
    if (first) await meet(first, node);
    this.nodes.push(node);
    await this.agreed();
    return node;
  }

  /** The node that a slot belongs to, as the first that answers sees it. */
  async ownerOf(slot: number): Promise<ClusterNode> {
    const ranges = await this.#slotRanges();
    const range = ranges.find(({ from, to }) => from <= slot && slot <= to);
    const owner = this.nodes.find(({ id }) => id === range?.id);
    if (!owner) throw new Error(`nobody owns slot ${slot}`);
    return owner;
  }

  /** Resolves once every node that lives sees the same whole cluster. */
  async agreed(): Promise<void> {
    await until(async () => {
      for (const { admin } of this.nodes) {
        const info = await admin.cluster('INFO');
        const wanted = [
          'cluster_state:ok',
          `cluster_known_nodes:${this.nodes.length}`,
          `cluster_size:${masters}`,
        ];
        const missing = wanted.filter((line) => !info.includes(line));
        if (missing.length > 0) throw new Error(`not yet: ${missing.join(', ')}`);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    for (const { admin } of this.nodes) admin.disconnect();
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #build(): Promise<void> {
    const count = this.#options.replicas ? masters * 2 : masters;
    this.nodes.push(...(await Promise.all(Array.from({ length: count }, () => this.#startNode()))));
    const [first] = this.nodes;
    for (const [i, node] of this.nodes.entries()) {
      // Each its own, or the nodes would have to agree on who is older first.
      await node.admin.cluster('SET-CONFIG-EPOCH', i + 1);
      if (i < masters) await node.admin.cluster('ADDSLOTSRANGE', firstSlot(i), firstSlot(i + 1) - 1);
      if (first && node !== first) await meet(first, node);
    }
    await this.agreed();
    await Promise.all(this.nodes.slice(masters).map((replica, i) => follow(replica, this.nodes[i])));
  }

  async #startNode(): Promise<ClusterNode> {
    const { nodeTimeoutMs = 5000, args = [], start = startThrownAway } = this.#options;
    const server = await start([
      ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
      // The default, ten thousand above the other port, may be none.
      ...['--cluster-port', String(await freePort())],
      ...['--appendfsync', 'no', '--repl-diskless-sync-delay', '0', ...args],
    ]);
    const admin = new Redis(server.url, { maxRetriesPerRequest: 0 });
    admin.on('error', () => undefined);
    return { ...server, admin, id: await admin.cluster('MYID') };
  }

  async #slotRanges(): Promise<{ from: number; to: number; id: string }[]> {
    for (const { admin } of this.nodes) {
      const rows = await admin.cluster('SLOTS').catch(() => undefined);
      if (rows === undefined) continue;
      return rows.map(([from, to, master]) => ({ from, to, id: master?.[2] ?? '' }));
    }
    throw new Error('no node answers');
  }
}

function startThrownAway(args: readonly string[]): Promise<RedisServer> {
  return startRedis({ say: () => undefined, args });
}

function firstSlot(master: number): number {
  return Math.floor((master * slots) / masters);
}

async function meet(one: ClusterNode, other: ClusterNode): Promise<void> {
  const [, busPort = ''] = await other.admin.config('GET', 'cluster-port');
  await one.admin.call('CLUSTER', 'MEET', '127.0.0.1', String(other.port), busPort);
}

/** Makes a replica, and waits until it has all that its master has. */
async function follow(replica: ClusterNode, master: ClusterNode | undefined): Promise<void> {
  await until(() => replica.admin.cluster('REPLICATE', master?.id ?? ''));
  await until(async () => {
    if (!(await replica.admin.info('replication')).includes('master_link_status:up'))
      throw new Error('no link');
  });
}

/** As `eventually`, which needs a test: this runs before any, too. */
export async function until<T>(look: () => Promise<T>): Promise<T> {
  const givenUp = AbortSignal.timeout(60_000);
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (givenUp.aborted) throw error;
      await pause(20);
    }
  }
}
