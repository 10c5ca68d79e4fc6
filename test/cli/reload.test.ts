import { describe, expect, it } from 'vitest';

import { Reloader } from '../../src/cli/reload.ts';
import { ConfigError } from '../../src/errors.ts';
import { ReloadBench, type Told, bookNamed } from './reload-bench.ts';

const faulty = (...faults: string[]): (() => Told) => {
  return () => {
    throw new ConfigError([`${faults.length} faults in the configuration:`, ...faults].join('\n  '));
  };
};

const start = { reload: 'none', at: '1970-01-01T00:00:01.000Z' };
const metricsAtStart = { successful: 1, at: 1, accepted: 0, rejected: 0 };

it('tells of no reload before there is one, and that what was read at the start was right', async () => {
  const bench = new ReloadBench();
  expect(bench.reloader.state).toEqual(start);
  expect(await bench.metrics()).toEqual(metricsAtStart);
  expect([bench.applied, bench.lines]).toEqual([[], []]);
});

describe('a valid configuration', () => {
  it('is put in force, and told of', async () => {
    const bench = new ReloadBench();
    bench.now = 2000;
    bench.read = () => ({ ruleBook: bookNamed('a', 'b'), needRestart: [] });
    await bench.reloader.reload('signal');
    expect(bench.applied).toEqual([['a', 'b', 'default']]);
    expect(bench.reloader.state).toEqual({ reload: 'accepted', at: '1970-01-01T00:00:02.000Z' });
    expect(await bench.metrics()).toEqual({ successful: 1, at: 2, accepted: 1, rejected: 0 });
    expect(bench.lines).toMatchObject([
      { level: 'info', trigger: 'signal', rules: ['a', 'b', 'default'], msg: 'configuration reloaded' },
    ]);
  });

  it('is put in force although something else needs a restart, which is said', async () => {
    const bench = new ReloadBench();
    bench.read = () => ({ ruleBook: bookNamed('a'), needRestart: ['listen', 'sink.kind'] });
    await bench.reloader.reload('file');
    expect(bench.applied).toHaveLength(1);
    expect(bench.reloader.state.reload).toBe('accepted');
    expect(bench.lines[1]).toMatchObject({
      ...{ level: 'warn', settings: ['listen', 'sink.kind'], msg: 'changed settings need a restart' },
    });
  });
});

describe('a faulty configuration', () => {
  it('changes nothing, and each fault is said once', async () => {
    const bench = new ReloadBench();
    bench.now = 3000;
    bench.read = faulty('windw: what?', 'partitions: many');
    await bench.reloader.reload('signal');
    expect(bench.applied).toEqual([]);
    const rejected = { reload: 'rejected', at: '1970-01-01T00:00:03.000Z' };
    expect(bench.reloader.state).toEqual({ ...rejected, faults: 2, firstFault: 'windw: what?' });
    expect(await bench.metrics()).toEqual({ successful: 0, at: 1, accepted: 0, rejected: 1 });
    expect(bench.lines).toMatchObject([
      {
        ...{ level: 'error', trigger: 'signal', faults: ['windw: what?', 'partitions: many'] },
        msg: 'configuration rejected, the rules stay as they were',
      },
    ]);
  });

  it('is not read again until it changes', async () => {
    const bench = new ReloadBench();
    bench.read = faulty('windw: what?');
    await bench.reloader.reload('file');
    await bench.reloader.look();
    expect(bench.reads).toBe(1);
  });

  it('is forgotten once it is mended', async () => {
    const bench = new ReloadBench();
    bench.read = faulty('windw: what?');
    await bench.reloader.reload('signal');
    bench.read = () => ({ ruleBook: bookNamed('a'), needRestart: [] });
    bench.now = 4000;
    await bench.reloader.reload('signal');
    expect(bench.reloader.state).toEqual({ reload: 'accepted', at: '1970-01-01T00:00:04.000Z' });
    expect(await bench.metrics()).toEqual({ successful: 1, at: 4, accepted: 1, rejected: 1 });
  });
});

describe('a Redis that is away', () => {
  it('keeps the rules from being put in force: told once, and tried again at every look', async () => {
    const bench = new ReloadBench();
    bench.hindrance = 'away';
    await bench.reloader.reload('file');
    const fault = "the rules can't be put in force, which is tried again: away";
    expect(bench.reloader.state).toMatchObject({ reload: 'rejected', faults: 1, firstFault: fault });
    await bench.reloader.look();
    await bench.reloader.look();
    expect([bench.reads, bench.lines.length, bench.applied]).toEqual([3, 1, []]);
    expect(await bench.metrics()).toMatchObject({ successful: 0, rejected: 1 });
    bench.hindrance = undefined;
    await bench.reloader.look();
    await bench.reloader.look();
    expect([bench.reads, bench.applied]).toEqual([4, [['default']]]);
    expect(await bench.metrics()).toMatchObject({ successful: 1, accepted: 1, rejected: 1 });
    expect(bench.lines[1]).toMatchObject({ trigger: 'again', msg: 'configuration reloaded' });
  });

  it('is told of again when it says something else, or when somebody asked', async () => {
    const bench = new ReloadBench();
    bench.hindrance = 'away';
    await bench.reloader.reload('file');
    bench.hindrance = 'full';
    await bench.reloader.look();
    await bench.reloader.reload('signal');
    expect(bench.lines.map(({ trigger }) => trigger)).toEqual(['file', 'again', 'signal']);
  });

  it('is not asked any more once the file has become faulty', async () => {
    const bench = new ReloadBench();
    bench.hindrance = 'away';
    await bench.reloader.reload('file');
    [bench.changed, bench.read] = [true, faulty('windw: what?')];
    await bench.reloader.look();
    await bench.reloader.look();
    expect(bench.reads).toBe(2);
  });
});

describe('a look', () => {
  it('reads a file that has changed, and no other', async () => {
    const bench = new ReloadBench();
    await bench.reloader.look();
    expect(bench.reads).toBe(0);
    bench.changed = true;
    await bench.reloader.look();
    await bench.reloader.look();
    expect([bench.reads, bench.lines[0]?.['trigger']]).toEqual([1, 'file']);
  });

  it('has nothing to look at where there is no file; a signal says so, and does no harm', async () => {
    const bench = new ReloadBench();
    const { read: readAgain, log, metricsOf: metrics } = bench;
    const apply = async () => {};
    const reloader = new Reloader({ source: { readAgain, watch: undefined }, apply, log, metrics });
    await reloader.look();
    expect(bench.lines).toEqual([]);
    await reloader.reload('signal');
    expect(bench.lines.map(({ msg }) => msg)).toEqual([
      ...['there is no configuration file, so nothing new to read', 'configuration reloaded'],
    ]);
    expect(reloader.state.reload).toBe('accepted');
  });
});

describe('reloads', () => {
  it('never overlap; those that come meanwhile are one, which reads what is there then', async () => {
    const bench = new ReloadBench();
    const open = bench.hold();
    const first = bench.reloader.reload('signal');
    const others = (['signal', 'file', 'signal'] as const).map((trigger) => bench.reloader.reload(trigger));
    bench.read = () => ({ ruleBook: bookNamed('later'), needRestart: [] });
    expect(bench.reads).toBe(1);
    open();
    await Promise.all([first, ...others]);
    expect([bench.reads, bench.applied, bench.mostAtOnce]).toEqual([
      2,
      [['default'], ['later', 'default']],
      1,
    ]);
  });

  it('that hang are not looked after twice', async () => {
    const bench = new ReloadBench();
    bench.hindrance = 'away';
    await bench.reloader.reload('file');
    bench.hindrance = undefined;
    const open = bench.hold();
    const again = bench.reloader.look();
    await bench.reloader.look();
    open();
    await again;
    expect([bench.reads, bench.applied]).toEqual([2, [['default']]]);
  });
});
