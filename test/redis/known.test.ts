import { describe, expect, it } from 'vitest';

import { StormStore } from '../../src/redis/storm-store.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import { defaultSeverityOrder } from '../../src/storm/severity.ts';
import type { StormTerms } from '../../src/storm/terms.ts';
import { StoreBench, entry, folded, minute, noon } from '../support/store.ts';
import { podAlert } from '../support/worker-bench.ts';

/** A store that notes of each call of `fold` how many of its alerts came whole, and how many with what a member is made of. */
class Watched extends StoreBench {
  readonly calls: number[] = [];
  readonly described: number[] = [];

  constructor(terms: Partial<StormTerms> = {}) {
    super({}, terms);
    this.watch(this.store);
  }

  watch({ runner }: StormStore): void {
    const call = runner.call.bind(runner);
    runner.call = (name, keys, args) => {
      const isWhole = (arg: string | number) => String(arg).startsWith('{"labels":{"pod"');
      const isMember = (arg: string | number) => String(arg).startsWith('["');
      if (name === 'fold') this.calls.push(args.filter(isWhole).length);
      if (name === 'fold') this.described.push(args.filter(isMember).length);
      return call(name, keys, args);
    };
  }

  async samples(id: string | undefined): Promise<(string | undefined)[]> {
    const storm = await this.reader.storm(id ?? '');
    return storm ? (await this.reader.samples(storm)).map(({ labels }) => labels['pod']) : [];
  }
}

const pods = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => entry(`pod${from + i}`));
const named = (...numbers: number[]) => numbers.map((n) => `pod${n}`);

describe('whole alerts', () => {
  it('go along until the storm has as many as it keeps, and no longer', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 2));
    await bench.fold(pods(2, 2));
    await bench.fold(pods(4, 2));
    const { storm } = await bench.fold(pods(6, 4));
    await bench.fold(pods(10, 2));

    expect(bench.calls).toEqual([2, 2, 2, 0, 0]);
    expect(await bench.samples(storm?.id)).toEqual(named(0, 1, 2, 3, 4));
  });

  it('go along again for the next storm of the pattern', async () => {
    await using bench = new Watched();
    const first = await bench.fold(pods(0, 5));
    // By another process, so that nobody here knows.
    bench.clock.time = noon + 5 * minute;
    await bench.store.seal(first.storm?.id ?? '');
    const { storm } = await bench.fold(pods(5, 2));
    await bench.fold(pods(7, 1));

    expect(bench.calls).toEqual([5, 0, 2, 1]);
    expect(await bench.samples(storm?.id)).toEqual(named(5, 6, 7));
  });

  it('are there for every storm that a job fills', async () => {
    await using bench = new Watched({ maxAlerts: 6 });
    await bench.fold(pods(0, 5));
    const request = await bench.arrive(pods(5, 9));
    const ids: string[] = [];
    for (let reply = await bench.store.fold(request); ; reply = await bench.store.fold(request)) {
      if (reply.kind === 'due') await bench.store.seal(reply.stormId);
      if (reply.kind === 'folded') ids.push(...reply.storms.map(({ id }) => id));
      if (reply.kind === 'folded') break;
    }

    const kept = await Promise.all(ids.map((id) => bench.samples(id)));
    expect(kept).toEqual([named(0, 1, 2, 3, 4), named(6, 7, 8, 9, 10), named(12, 13)]);
  });

  it('are not thought to be there by a process that does not know', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 5));
    const other = new StormStore(bench.redis, bench.keys, bench.settings, bench.clock);
    bench.watch(other);
    const request = await bench.arrive(pods(5, 2));
    await other.fold(request);
    await other.fold(request);

    expect(bench.calls).toEqual([5, 2, 0]);
  });

  it('are all there of a storm that may become a resource for each', async () => {
    await using bench = new Watched({ below: 'each', minAlerts: 50 });
    await bench.fold(pods(0, 6));
    const { storm } = await bench.fold(pods(6, 6));

    expect(bench.calls).toEqual([6, 6]);
    expect(await bench.samples(storm?.id)).toHaveLength(12);
  });
});

describe('what a member is made of', () => {
  const outcome = ({ sums }: Awaited<ReturnType<StoreBench['fold']>>) =>
    Object.fromEntries(Object.entries(sums).filter(([, n]) => n > 0));
  const ended = (n: number) => entry(`pod${n}`, { status: 'resolved', endsAt: noon + 1 });

  it('does not go along with repeats and ends', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 3));
    const repeated = await bench.fold([...pods(0, 4), ...pods(1, 1), ended(1)]);
    const unseen = await bench.fold([ended(8)]);

    expect(outcome(repeated)).toEqual({ folded: 1, repeated: 4, resolved: 1 });
    expect(outcome(unseen)).toEqual({ resolved: 1 });
    expect(bench.described).toEqual([3, 1, 0]);
    const storm = await bench.reader.storm(repeated.storm?.id ?? '');
    const page = storm && (await bench.reader.members(storm, 0, 10));
    expect(page?.members.map(({ resource }) => resource.name)).toEqual(named(0, 1, 2, 3));
  });

  it('does not go along with a repeat that says its begin in other words, as `fold` tells milliseconds only', async () => {
    await using bench = new Watched();
    const since = (startsAt: string) => foldEntryOf({ ...podAlert('api-1'), startsAt }, defaultSeverityOrder);
    await bench.fold([since('2026-06-01T12:00:00.5Z')]);
    const again = await bench.fold([
      since('2026-06-01T12:00:00.500000001Z'),
      since('2026-06-01T14:00:00.5+02:00'),
    ]);

    expect(outcome(again)).toEqual({ repeated: 2 });
    expect(bench.described).toEqual([1, 0]);
  });

  it('is asked for where an alert ends in the same job before it comes again', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 2));
    const both = await bench.fold([...pods(0, 2), ended(1), ...pods(1, 1)]);

    expect(outcome(both)).toEqual({ repeated: 3, resolved: 1 });
    expect(bench.described).toEqual([2, 0, 4]);
  });

  it('goes along with a later episode of what is known', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 2));
    const later = await bench.fold([entry('pod0', { startsAt: noon + minute }), ...pods(1, 1)]);

    expect(outcome(later)).toEqual({ folded: 1, repeated: 1, refired: 1 });
    expect(bench.described).toEqual([2, 1]);
  });

  it('is asked for where Redis has forgotten the episode since', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 2));
    bench.clock.time += bench.settings.memoryMs + 1;
    const request = await bench.arrive(pods(0, 2));
    const due = await bench.store.fold(request);
    if (due.kind !== 'due') throw new Error(`expected it to be due, but it was ${due.kind}`);
    await bench.store.seal(due.stormId);

    expect(outcome(folded(await bench.store.fold(request)))).toEqual({ opened: 1, folded: 1 });
    // Due, then too little, then all.
    expect(bench.described).toEqual([2, 0, 0, 2]);
  });

  it('is asked for where another worker has seen a later episode begin and end', async () => {
    await using bench = new Watched();
    const other = new StormStore(bench.redis, bench.keys, bench.settings, bench.clock);
    await bench.fold(pods(0, 2));
    await other.fold(await bench.arrive([entry('pod0', { startsAt: noon + minute })]));
    await other.fold(
      await bench.arrive([
        entry('pod0', { startsAt: noon + minute, status: 'resolved', endsAt: noon + 2 * minute }),
      ]),
    );

    expect(outcome(await bench.fold(pods(0, 2)))).toEqual({ repeated: 2 });
    const later = entry('pod0', { startsAt: noon + 3 * minute });
    expect(outcome(await bench.fold([later, later]))).toEqual({ folded: 1, repeated: 1, refired: 1 });
    expect(bench.described).toEqual([2, 0, 2]);
  });

  it('goes along with what was set aside, which counts once nothing mutes it any more', async () => {
    await using bench = new Watched();
    const muted = [[noon - minute, noon + minute] as const];
    const aside = await bench.store.fold({ ...(await bench.arrive(pods(0, 2))), muted });
    const after = await bench.fold(pods(0, 2));

    expect(outcome(folded(aside))).toEqual({ muted: 2 });
    expect(outcome(after)).toEqual({ opened: 1, folded: 1 });
    expect(bench.described).toEqual([2, 2]);
  });
});
