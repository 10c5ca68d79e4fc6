import { once } from 'node:events';

/** What a process holds once all that nobody refers to is gone, in bytes: JavaScript's heap, and buffers beside it. */
export interface LiveHeap {
  readonly used: number;
  readonly backing: number;
}

/** Has a process collect its garbage, and asks what is left. */
export async function liveHeap(inspector: string): Promise<LiveHeap> {
  const socket = new WebSocket(inspector);
  try {
    await once(socket, 'open');
    // The second collects what the first has only made free, such as what finalizers held.
    await call(socket, 1, 'HeapProfiler.collectGarbage');
    await call(socket, 2, 'HeapProfiler.collectGarbage');
    const usage = await call(socket, 3, 'Runtime.getHeapUsage');
    return { used: Number(usage['usedSize']), backing: Number(usage['backingStorageSize'] ?? 0) };
  } finally {
    socket.close();
  }
}

async function call(socket: WebSocket, id: number, method: string): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const take = (event: { data: unknown }) => {
    const {
      id: answered,
      result,
      error,
    } = JSON.parse(String(event.data)) as {
      id: number;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    if (answered !== id) return;
    if (error) reject(new Error(`${method}: ${error.message}`));
    else resolve(result ?? {});
  };
  const end = () => reject(new Error(`${method}: the process ended`));
  socket.addEventListener('message', take);
  socket.addEventListener('close', end);
  try {
    socket.send(JSON.stringify({ id, method }));
    return await promise;
  } finally {
    socket.removeEventListener('message', take);
    socket.removeEventListener('close', end);
  }
}
