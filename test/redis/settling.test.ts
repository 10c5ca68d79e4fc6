import { setImmediate as nextTurn } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { expect, it } from 'vitest';

import { settling } from '../../src/redis/settling.ts';

/** Nobody is asked: what the client does with a cluster that is not whole is in test/cluster. */
function unconnected(connect: () => Promise<void>): Cluster {
  const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
  return Object.assign(cluster, { connect });
}

it('a try to connect that the client gave up and forgot ends, and leaves nobody listening', async () => {
  const cluster = settling(unconnected(() => new Promise(() => undefined)));
  let end: unknown;
  cluster.connect().catch((error: unknown) => (end = error));
  await nextTurn();
  expect(end).toBeUndefined();
  cluster.emit('close');
  await nextTurn();
  expect(end).toMatchObject({ message: 'Connection is closed.' });
  expect(cluster.listenerCount('close')).toBe(0);
});

it('one that the client does answer ends as it says', async () => {
  await settling(unconnected(async () => undefined)).connect();
  const refused = settling(unconnected(async () => Promise.reject(new Error('refused'))));
  await expect(refused.connect()).rejects.toThrow('refused');
  expect(refused.listenerCount('close')).toBe(0);
});

it('so do those of the connections that are made after it, and after them', () => {
  const first = settling(unconnected(async () => undefined));
  const copy = first.duplicate();
  const own = [copy, copy.duplicate()].map((each) => Object.hasOwn(each, 'connect'));
  expect(own).toEqual([true, true]);
});
