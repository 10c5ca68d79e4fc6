import type { Cluster } from 'ioredis';

/**
 * Makes every try to connect end, of this cluster and of those that are made after it: answers the same one.
 *
 * While nodes answer and the cluster is not whole, the client gives a try up, makes others by itself, and never says
 * anything to who asked for the first. BullMQ waits for that answer: its worker would wait for ever, with the cluster
 * whole again and jobs in the queue. Who hears that it failed tries anew, and comes behind the client's own tries.
 */
export function settling(cluster: Cluster): Cluster {
  const connect = cluster.connect.bind(cluster);
  const duplicate = cluster.duplicate.bind(cluster);
  return Object.assign(cluster, {
    connect: () => orClosed(cluster, connect),
    duplicate: (...args: Parameters<typeof duplicate>) => settling(duplicate(...args)),
  });
}

async function orClosed(cluster: Cluster, connect: () => Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const closed = () => reject(new Error('Connection is closed.'));
  cluster.once('close', closed);
  try {
    await Promise.race([connect(), promise]);
  } finally {
    cluster.off('close', closed);
  }
}
