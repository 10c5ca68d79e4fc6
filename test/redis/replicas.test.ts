import { expect, it } from 'vitest';

import type { RedisClient } from '../../src/redis/client.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { Replicas } from '../../src/redis/replicas.ts';

const wanted = { mode: 'cluster', waitReplicas: 1, waitTimeoutMs: 100 } as const;

/** A cluster's client whose partition has moved; it learns that from a command alone, as the real one does. */
class Moved {
  readonly asked: string[] = [];
  readonly #learns: boolean;
  #known = false;

  constructor(learns: boolean) {
    this.#learns = learns;
  }

  async exists(key: string): Promise<number> {
    this.asked.push(`exists ${key}`);
    this.#known = this.#learns;
    return 1;
  }

  pipeline(): object {
    const replies = this.#known
      ? [
          [null, 1],
          [null, 1],
        ]
      : [
          [new Error('MOVED 5 127.0.0.1:7002'), undefined],
          [null, 0],
        ];
    this.asked.push('together');
    const chain = { unlink: () => chain, wait: () => chain, exec: async () => replies };
    return chain;
  }
}

function replicasOf(client: Moved): [Replicas, ReturnType<Replicas['mark']>] {
  const replicas = new Replicas(client as unknown as RedisClient, wanted);
  return [replicas, replicas.mark(2, keysFor('stormfold').partition(2), 'one')];
}

it('a partition that moved is followed by a command alone, and asked about once more', async () => {
  const client = new Moved(true);
  const [replicas, mark] = replicasOf(client);
  await expect(replicas.have([mark])).resolves.toBe(true);
  expect(client.asked).toEqual(['together', `exists ${mark.key}`, 'together']);
});

it('one that can not be found is not looked for any longer', async () => {
  const client = new Moved(false);
  const [replicas, mark] = replicasOf(client);
  await expect(replicas.have([mark])).rejects.toThrow('MOVED');
  expect(client.asked).toEqual(['together', `exists ${mark.key}`, 'together']);
});
