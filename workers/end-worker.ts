import type { Worker } from 'bullmq';

/**
 * Lets what a worker has in hand end, and has it take nothing new.
 *
 * To close, BullMQ breaks the connection off on which the worker waits for jobs. Of a cluster it takes that for a loss,
 * connects anew, and waits for ever for the end of what it has just begun: here it can't connect any more.
 */
export async function endWorker(worker: Pick<Worker, 'close' | 'getBackend'>): Promise<void> {
  // Not awaited: where Redis never answered there is nothing to break off.
  void worker
    .getBackend()
    .blockingConnection?.client.then((waiting) => {
      if (waiting.isCluster) Object.assign(waiting, { connect: refuse });
    })
    .catch(() => undefined);
  await worker.close();
}

async function refuse(): Promise<never> {
  throw new Error('Connection is closed.');
}
