import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { isoTime } from '../../../src/storm/fold-entry.ts';
import { partitionOf } from '../../../src/storm/pattern.ts';
import { type Storm, patternHashOf } from '../../../src/storm/storm.ts';
import { divide } from '../../../workers/divide.ts';
import { keysLike } from '../../support/redis.ts';
import { minute, noon } from '../../support/store.ts';
import type { WorkerBench } from '../../support/worker-bench.ts';
import { arrive, correlating, nodeDown, passed, podOn, single } from './support.ts';

const second = 1000;
const urgent = { urgent: [parseMatchers('severity="critical"')], urgentWaitMs: 0 };

/** A scope that is open, with one alert from noon and these from three minutes later. */
async function openScope(bench: WorkerBench, ...late: Parameters<typeof bench.post>): Promise<Storm> {
  await bench.work();
  await arrive(bench, 0, single('mail'));
  await arrive(bench, 3 * minute, ...late);
  const [open] = await bench.storms('open');
  if (!open) throw new Error('nothing is open');
  return open;
}

function openKeys({ instance: { keys, config } }: WorkerBench, { id }: Storm) {
  const hash = patternHashOf(id);
  return keys.partition(partitionOf(hash, config.partitions)).open(hash);
}

describe('what is carried over', () => {
  it('opens another storm where the one it had begun to open was sealed by force', async () => {
    await using bench = await correlating();
    const { store, scopes } = bench.instance;
    // More than one step carries.
    const { id } = await openScope(bench, ...Array.from({ length: 501 }, (_, i) => single(`app${i}`)));
    await bench.rest();
    bench.clock.time = noon + 5 * minute;
    await store.seal(id);
    const [scope] = await bench.storms('sealed');
    if (!scope) throw new Error('nothing is sealed');
    const carry = scopes.carry.bind(scopes);
    scopes.carry = async (...args) => {
      if (args[1].step === 2) throw new Error('the process dies');
      return carry(...args);
    };
    await expect(divide(bench.context, scope)).rejects.toThrow('the process dies');
    scopes.carry = carry;
    const [begun] = await bench.storms('open');
    await store.seal(begun?.id ?? '', true);
    await divide(bench.context, scope);
    const [open] = await bench.storms('open');
    expect([begun?.alertCount, open?.alertCount]).toEqual([500, 1]);
    expect(open?.id).not.toBe(begun?.id);
  });

  it('is divided though its whole alert was lost', async () => {
    await using bench = await correlating();
    const open = await openScope(bench, podOn('worker-3', 'api'));
    await bench.instance.redis.rpop(openKeys(bench, open).samples);
    await passed(bench, 5 * minute);
    await bench.until('submitted', 1);
    await passed(bench, 8 * minute);
    const storms = await bench.until('submitted', 2);
    expect(storms.map(({ alertCount }) => alertCount)).toEqual([1, 1]);
  });

  it('does not take the whole alert of another for its own', async () => {
    await using bench = await correlating();
    const open = await openScope(bench, single('api'));
    await bench.instance.redis.lpop(openKeys(bench, open).samples);
    const alerts = (await bench.instance.scopes.members(open)).map(({ alert }) => alert);
    expect(alerts).toEqual([undefined, undefined]);
  });

  it('is marked where its sender cut alerts off', async () => {
    await using bench = await correlating();
    const open = await openScope(bench, single('api'));
    await bench.instance.redis.hset(openKeys(bench, open).record, 'truncated', 1);
    await passed(bench, 5 * minute);
    await bench.until('submitted', 1);
    expect(await bench.storms('open')).toMatchObject([{ alertCount: 1, truncated: true }]);
  });

  it('goes on counting how often it fires again', async () => {
    await using bench = await correlating({ flapAfter: 2 });
    const pod = (ms: number) => podOn('worker-3', 'api', { startsAt: isoTime(noon + ms) });
    const end = (ms: number) => ({
      ...pod(ms),
      status: 'resolved' as const,
      endsAt: isoTime(noon + ms + second),
    });
    const at = [3 * minute, 3 * minute + 10 * second, 6 * minute] as const;
    await openScope(bench, pod(at[0]), end(at[0]), pod(at[1]), end(at[1]));
    await passed(bench, 5 * minute);
    await bench.until('submitted', 1);
    await arrive(bench, at[2], pod(at[2]));
    await passed(bench, 8 * minute);
    const storms = await bench.until('submitted', 2);
    expect(storms.find(({ alertCount }) => alertCount === 3)).toMatchObject({ flappingCount: 1 });
  });

  it('is kept once, however often it is carried over', async () => {
    await using bench = await correlating(urgent);
    await openScope(bench, single('api'));
    for (let i = 1; i <= 5; i++) await arrive(bench, 3 * minute + i * second, nodeDown(`worker-${i}`));
    await passed(bench, 3 * minute + 6 * second);
    await bench.until('submitted', 5);
    await bench.until('divided', 5);
    const { redis, config } = bench.instance;
    for (const kind of ['members', 'samples']) {
      const lists = await keysLike(redis, `{${config.prefix}*:${kind}`);
      const kept = (await Promise.all(lists.map((key) => redis.lrange(key, 0, -1)))).flat();
      expect(kept.filter((text) => text.includes('mail-7d9f8b6c5-x2x4z'))).toHaveLength(1);
    }
  });

  it('is looked at once, by what is divided later', async () => {
    await using bench = await correlating(urgent);
    await openScope(bench, single('api'));
    for (let i = 1; i <= 3; i++) await arrive(bench, 3 * minute + i * second, nodeDown(`worker-${i}`));
    await passed(bench, 5 * minute);
    await passed(bench, 8 * minute);
    await bench.until('submitted', 5);
    await arrive(bench, 8 * minute + 2 * second, single('shop'));
    const [open] = await bench.storms('open');
    if (!open) throw new Error('nothing is open');
    const before = await bench.instance.scopes.before(open, 10_000);
    const names = before.map(({ member }) => member.resource.name);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(before.every(({ alert }) => alert)).toBe(true);
  });
});
