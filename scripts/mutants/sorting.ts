import type { Mutant } from './mutant.ts';

const tests = (name: string) => [`test/workers/rules/${name}.test.ts`, 'test/lua/model.test.ts'];

/** Which alerts belong where: mutes, tenants, patterns. */
export const sortingMutants: readonly Mutant[] = [
  {
    name: 'mute: by the time of folding',
    file: 'lua/fold.lua',
    find: `require('fold.aside').isMuted(arrival)`,
    replace: `require('fold.aside').isMuted(now)`,
    tests: tests('aside'),
  },
  {
    name: 'mute: forgotten when it ends',
    file: 'lua/fold/judge.lua',
    find: 'return (e.counted == 2 or wasDropped(c, e)) and count or again',
    replace: 'return wasDropped(c, e) and count or again',
    tests: tests('aside'),
  },
  {
    name: 'expiry: what comes again after a drop that nobody confirmed is a repeat',
    file: 'lua/fold/judge.lua',
    find: 'return (e.counted == 2 or wasDropped(c, e)) and count',
    replace: 'return e.counted == 2 and count',
    tests: ['test/lua/dropped-too-soon.test.ts'],
  },
  {
    name: 'mute: each delivery is listed',
    file: 'lua/fold/aside.lua',
    find: 'if e.counted ~= 2 then',
    replace: 'if true then',
    tests: tests('aside'),
  },
  {
    name: 'flapping: once too late',
    file: 'lua/fold/storm.lua',
    find: '== s.flapAfter then',
    replace: '== s.flapAfter + 1 then',
    tests: tests('flapping'),
  },
  {
    name: 'tenants: one storm too many',
    file: 'lua/fold/limits.lua',
    find: 'self.storms >= maxStorms',
    replace: 'self.storms > maxStorms',
    tests: tests('tenants'),
  },
  {
    name: 'tenants: one alert too many',
    file: 'lua/fold/limits.lua',
    find: 'self.alerts >= maxAlerts',
    replace: 'self.alerts > maxAlerts',
    tests: tests('tenants'),
  },
  {
    name: 'tenants: what an outage left open still counts',
    file: 'lua/fold.lua',
    find: 'local due = isLimited and',
    replace: 'local due = false and',
    tests: tests('tenants'),
  },
  {
    name: 'tenants: in any partition',
    file: 'src/storm/pattern.ts',
    find: 'const near = n - (n % partitions) + wanted;',
    replace: 'const near = n;',
    tests: tests('tenants'),
  },
  {
    name: 'rules: share a pattern',
    file: 'src/storm/pattern.ts',
    find: 'hash: hashOf(own, rule) };',
    replace: 'hash: hashOf(own) };',
    tests: tests('rules'),
  },
  {
    name: 'rules: a change of them forgets what was counted',
    file: 'workers/moved.ts',
    find: 'if (!(await inPlace(() => moved.mayHaveMoved(data.patterns), log))) return entries;',
    replace: 'if (entries.length >= 0) return entries;',
    tests: tests('rules'),
  },
  {
    name: 'rules: what waits on another road is not waited for',
    file: 'workers/moved.ts',
    find: 'const waits = await anyAlive(context, elsewhere);',
    replace: 'const waits = false;',
    tests: ['test/workers/rules/moved.test.ts', 'test/workers/rules/rules.test.ts'],
  },
];
