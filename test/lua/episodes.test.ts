import { describe, expect, it } from 'vitest';

import { StoreBench, entry, minute, noon } from '../support/store.ts';

const second = 1000;
const none = { opened: 0, folded: 0, repeated: 0, resolved: 0, refired: 0, joined: 0, muted: 0 };

/** Folds these alerts about one pod one after the other, and answers what each was. */
async function outcomes(...alerts: Parameters<typeof entry>[1][]): Promise<string[]> {
  await using bench = new StoreBench();
  const answers: string[] = [];
  for (const alert of alerts) {
    const { sums } = await bench.fold([entry('api-1', alert)]);
    const { refired, ...rest } = sums;
    const [outcome] = Object.entries(rest).find(([, n]) => n === 1) ?? ['nothing'];
    answers.push(refired ? `${outcome}, refired` : outcome);
  }
  return answers;
}

describe('an episode', () => {
  it('is the same while startsAt moves by no more than the skew', async () => {
    const starts = [0, 15 * second, -5 * second, 15 * second + 1];
    expect(await outcomes(...starts.map((ms) => ({ startsAt: noon + ms })))).toEqual([
      ...['opened', 'repeated', 'repeated', 'folded, refired'],
    ]);
  });

  it('is measured from its first startsAt, so that it does not creep from re-send to re-send', async () => {
    const starts = [0, 10 * second, 20 * second];
    expect(await outcomes(...starts.map((ms) => ({ startsAt: noon + ms })))).toEqual([
      ...['opened', 'repeated', 'folded, refired'],
    ]);
  });

  it('without startsAt is the same until it is resolved', async () => {
    expect(
      await outcomes(
        { startsAt: null },
        { startsAt: null },
        { startsAt: null, status: 'resolved', endsAt: noon + minute },
        { startsAt: null },
      ),
    ).toEqual(['opened', 'repeated', 'resolved', 'folded, refired']);
  });

  it('that was resolved begins anew with a later startsAt, however soon', async () => {
    expect(
      await outcomes(
        { startsAt: noon },
        { startsAt: noon, status: 'resolved', endsAt: noon + 2 * second },
        { startsAt: noon + 3 * second },
      ),
    ).toEqual(['opened', 'resolved', 'folded, refired']);
  });

  it('that was resolved stays resolved for a stale copy of its firing', async () => {
    expect(
      await outcomes(
        { startsAt: noon },
        { startsAt: noon, status: 'resolved', endsAt: noon + minute },
        { startsAt: noon + 5 * second },
      ),
    ).toEqual(['opened', 'resolved', 'repeated']);
  });

  it('is folded once when its resolve came before its firing', async () => {
    expect(
      await outcomes(
        { startsAt: noon, status: 'resolved', endsAt: noon + minute },
        { startsAt: noon },
        { startsAt: noon },
      ),
    ).toEqual(['resolved', 'opened', 'repeated']);
  });

  it('that was over before it was seen firing counts as resolved, and what fires after its end is another', async () => {
    await using bench = new StoreBench();
    await bench.fold([entry('api-1', { status: 'resolved', endsAt: noon + 5 * second })]);
    const { storm } = await bench.fold([entry('api-1')]);
    const after = await bench.fold([entry('api-1', { startsAt: noon + 10 * second })]);

    expect(after.sums).toEqual({ ...none, folded: 1, refired: 1 });
    expect(await bench.reader.storm(storm?.id ?? '')).toMatchObject({ alertCount: 2, resolvedCount: 1 });
  });

  it('is not counted again after a later one was only seen resolved', async () => {
    expect(
      await outcomes(
        { startsAt: noon },
        { startsAt: noon + 10 * minute, status: 'resolved', endsAt: noon + 11 * minute },
        { startsAt: noon + second },
        { startsAt: noon + 10 * minute },
      ),
    ).toEqual(['opened', 'resolved', 'repeated', 'folded']);
  });

  it('that fires is not ended by a stale resolve of the one before', async () => {
    expect(
      await outcomes(
        { startsAt: noon },
        { startsAt: noon + 10 * minute },
        { startsAt: noon, status: 'resolved', endsAt: noon + minute },
        { startsAt: noon + 10 * minute },
      ),
    ).toEqual(['opened', 'folded, refired', 'resolved', 'repeated']);
  });

  it('never opens a storm by being resolved', async () => {
    await using bench = new StoreBench();
    const answer = await bench.fold([entry('api-1', { status: 'resolved', endsAt: noon + minute })]);

    expect(answer.sums).toEqual({ ...none, resolved: 1 });
    expect(answer.storm).toBeUndefined();
  });

  it('is resolved once in its storm, with its end', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('api-1'), entry('api-2')]);
    const end = { status: 'resolved', endsAt: noon + minute } as const;
    await bench.fold([entry('api-1', end), entry('api-1', end)]);
    const record = await bench.reader.storm(storm?.id ?? '');
    const page = record && (await bench.reader.members(record, 0, 10));

    expect(record).toMatchObject({ alertCount: 2, resolvedCount: 1, deliveryCount: 4 });
    expect(page?.members.map((m) => m.endsAt)).toEqual(['2026-06-01T12:01:00.000Z', undefined]);
  });

  it('of an earlier storm neither opens nor joins another when it is sent again', async () => {
    await using bench = new StoreBench();
    const { storm } = await bench.fold([entry('api-1')]);
    bench.clock.time = noon + 6 * minute;
    await bench.store.seal(storm?.id ?? '');
    const repeat = await bench.fold([entry('api-1')]);
    const next = await bench.fold([entry('api-1'), entry('api-2')]);

    expect(repeat).toMatchObject({ sums: { ...none, repeated: 1 }, storm: undefined });
    expect(next.sums).toEqual({ ...none, opened: 1, repeated: 1 });
    const opened = await bench.reader.storm(next.storm?.id ?? '');
    expect(opened).toMatchObject({ alertCount: 1, deliveryCount: 1, previousId: storm?.id });
  });
});

describe('the memory of an episode', () => {
  it('ends when nothing of it has arrived for that long, and is renewed by each repeat', async () => {
    await using bench = new StoreBench({ memoryMs: 60 * minute }, { windowMs: 24 * 60 * minute });
    const outcomeAfter = async (minutes: number) => {
      bench.clock.time += minutes * minute;
      const { sums } = await bench.fold([entry('api-1')]);
      return Object.keys(sums).filter((name) => sums[name as keyof typeof sums] > 0);
    };

    expect([await outcomeAfter(0), await outcomeAfter(50), await outcomeAfter(60)]).toEqual([
      ['opened'],
      ['repeated'],
      ['repeated'],
    ]);
    expect(await outcomeAfter(61)).toEqual(['folded']);
  });
});
