/**
 * `node --expose-gc scripts/topology-memory.ts [KUBECONFIG]`: follows a cluster as a worker would, and nothing else, and
 * prints as JSON what that takes: bytes beyond what the process had with the client loaded, and milliseconds.
 */
import { setTimeout as pause } from 'node:timers/promises';

import { KubeConfig } from '@kubernetes/client-node';

import { silentLog } from '../src/log.ts';
import { Metrics } from '../src/metrics.ts';
import { ClusterTopology } from '../src/topology/cluster/cluster-topology.ts';

const kubeConfig = new KubeConfig();
const [, , file] = process.argv;
if (file === undefined) kubeConfig.loadFromDefault();
else kubeConfig.loadFromFile(file);

const before = await settled();
let highest = before.rss;
const sampling = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 10);
const startedAt = performance.now();
const topology = new ClusterTopology({
  ...{ kubeConfig, log: silentLog(), metrics: new Metrics().topology },
  ...{ maxObjects: 100_000, goneForMs: 3_600_000 },
});
topology.start();
while (!topology.synced) await pause(10);
const tookMs = Math.round(performance.now() - startedAt);
await pause(1000);
const cpuMs = Math.round(process.cpuUsage().user / 1000);
const asItStands = process.memoryUsage();
clearInterval(sampling);
const after = await settled();
process.stdout.write(
  JSON.stringify({
    ...{ objects: topology.topology.entries.size, tookMs, cpuMs, baseRss: before.rss },
    highestRssGrowth: highest - before.rss,
    rssGrowth: asItStands.rss - before.rss,
    heapGrowth: after.heapUsed - before.heapUsed,
  }),
);
await topology.close();

/** With all that is not needed any more gone, as far as V8 gives it back. */
async function settled(): Promise<NodeJS.MemoryUsage> {
  for (let times = 0; times < 3; times++) {
    globalThis.gc?.();
    await pause(50);
  }
  return process.memoryUsage();
}
