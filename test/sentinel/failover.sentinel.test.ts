import { describe, expect, it } from 'vitest';

import { Watched } from './watched.ts';

const pods = (letter: string, count = 10) => Array.from({ length: count }, (_, i) => `${letter}-${i}`);
const taken = (count = 10) => Array.from({ length: count }, () => '202');
const waiting = { STORMFOLD_REDIS_WAIT_REPLICAS: '1', STORMFOLD_REDIS_WAIT_TIMEOUT: '300ms' };

/** What holds of every answer while there is no master: it is no, and it says why. */
function expectRefusals(told: readonly string[]): void {
  const refusals = told.filter((answer) => answer !== '202');
  expect(new Set(refusals).difference(new Set(['503 redis-away', '503 not-replicated']))).toEqual(new Set());
  expect(refusals.length).toBeGreaterThan(0);
}

describe('a master that is killed', () => {
  it('costs no alert that was answered 202, where one replica is waited for', async () => {
    await using at = await Watched.open(waiting);
    expect(await at.postAll(pods('before'))).toEqual(taken());
    await at.redis.cutReplicas();
    expect(new Set(await at.postAll(pods('cut', 5)))).toEqual(new Set(['503 not-replicated']));
    await at.redis.master.kill('SIGKILL');
    await at.redis.wakeReplicas();
    expectRefusals(await at.insist('during'));
    for (const pod of pods('cut', 5)) await at.insist(pod);
    for (const pod of pods('after')) await at.insist(pod);

    const all = [...pods('before'), ...pods('cut', 5), 'during', ...pods('after')];
    expect(await at.pods()).toEqual(all.sort());
    expect(at.odd()).toEqual([]);
  });

  it('costs what no replica had where none is waited for, and of all else nothing twice', async () => {
    await using at = await Watched.open();
    expect(await at.postAll(pods('before'))).toEqual(taken());
    await at.peek.folded();
    await at.peek.instance.redis.wait(2, 5000);
    await at.redis.cutReplicas();
    expect(await at.postAll(pods('lost', 5))).toEqual(taken(5));
    await at.redis.master.kill('SIGKILL');
    await at.redis.wakeReplicas();
    expectRefusals(await at.insist('during'));
    expect(await at.postAll(pods('after'))).toEqual(taken());

    const kept = [...pods('before'), 'during', ...pods('after')].sort();
    expect(await at.pods()).toEqual(kept);
    const { received, queued, opened = 0, folded = 0 } = await at.peek.instance.counters.read();
    expect({ received, queued, episodes: opened + folded }).toEqual({
      ...{ received: 21, queued: 21, episodes: 21 },
    });
  });
});

describe('a master that hangs', () => {
  it('is left for the next one, and is not believed when it comes to itself', async () => {
    await using at = await Watched.open(waiting);
    expect(await at.postAll(pods('before'))).toEqual(taken());
    await at.redis.master.kill('SIGSTOP');
    expectRefusals(await at.insist('during'));
    await at.redis.failedOver();
    await at.redis.master.kill('SIGCONT');
    for (const pod of pods('after')) await at.insist(pod);

    expect(await at.pods()).toEqual([...pods('before'), 'during', ...pods('after')].sort());
  });
});

describe('a sentinel that is gone', () => {
  it('is not missed, nor complained of past the log', async () => {
    await using at = await Watched.open(waiting);
    const [first] = at.redis.sentinels;
    await first?.end('SIGKILL');
    await at.redis.master.kill('SIGKILL');
    expectRefusals(await at.insist('during'));

    expect(await at.pods()).toEqual(['during']);
    expect(at.odd()).toEqual([]);
  });
});
