import type { Mutant } from './mutant.ts';

const tests = ['test/workers/correlation/mishaps.test.ts'];
const recovery = ['test/workers/correlation/recovery.test.ts'];

/** The protections on the way from a scope's storm to those of its causes. */
export const causeMutants: readonly Mutant[] = [
  {
    name: 'divide: what is remembered of an episode names the storm of the scope still',
    file: 'lua/divide.lua',
    find: `redis.call('SET', KEYS[firstEpisode + first + i - 1], episode.format(e), 'PX', memory * 2)`,
    replace: '',
    tests,
  },
  {
    name: 'divide: an earlier episode takes what is remembered of the latest',
    file: 'lua/divide.lua',
    find: ` and e.ordinal == tonumber(ordinal)`,
    replace: '',
    tests: ['test/workers/correlation/divide.test.ts'],
  },
  {
    name: 'divide: what was divided is divided again',
    file: 'lua/divide.lua',
    find: `if state then return { 'divided', now, state } end`,
    replace: '',
    tests,
  },
  {
    name: 'divide: repeats are not counted any more',
    file: 'lua/divide.lua',
    find: `deliveries = deliveries + 1 + high * 65536 + middle * 256 + low`,
    replace: `deliveries = deliveries + 1`,
    tests,
  },
  {
    name: 'divide: ends that came before the division are lost',
    file: 'lua/divide.lua',
    find: `    if at then redis.call('HSET', resolved, place, at) end\n`,
    replace: '',
    tests: [...recovery, ...tests],
  },
  {
    name: 'divide: the storms of causes are counted nowhere',
    file: 'lua/divide.lua',
    find: `redis.call('HINCRBY', counters, 'sealedStorms', 1)`,
    replace: '',
    tests,
  },
  {
    name: 'divide: the plan is not written down',
    file: 'workers/divide.ts',
    find: `const stands = kept ?? (await inPlace(() => scopes.keepPlan(scope.id, text), log));`,
    replace: `const stands = kept ?? text;`,
    tests,
  },
  {
    name: 'divide: the scope is settled before its causes have their storms',
    file: 'workers/divide.ts',
    find: `    await makeStorms(context, scope, plan, members);\n`,
    replace: `    await store.settle(scope.id, 'divided', '');\n    await makeStorms(context, scope, plan, members);\n`,
    tests,
  },
  {
    name: 'divide: the storm of a cause has no job',
    file: 'workers/divide.ts',
    find: `if (state !== 'sealed') return;`,
    replace: `if (state) return;`,
    tests,
  },
  {
    name: 'divide: more is folded before it is done',
    file: 'lua/fold.lua',
    find: `if undivided then return { 'due', now, undivided, arrival } end`,
    replace: '',
    tests,
  },
  {
    name: 'divide: what comes waits for ever for a scope that was given up',
    file: 'lua/settle.lua',
    find: `if redis.call('HGET', cooldown, 'undivided') == id then redis.call('HDEL', cooldown, 'undivided') end`,
    replace: '',
    tests: ['test/workers/correlation/failed.test.ts'],
  },
  {
    name: 'divide: alerts that nobody looks at any more are kept',
    file: 'workers/divide.ts',
    find: `    await inPlace(() => scopes.forgetBefore(scope), log);\n`,
    replace: '',
    tests: ['test/workers/correlation/looked.test.ts'],
  },
  {
    name: 'carry: what was carried over is carried again',
    file: 'lua/carry.lua',
    find: `if tonumber(scope[3] or 0) >= step then`,
    replace: `if tonumber(scope[3] or 0) > step then`,
    tests,
  },
  {
    name: 'carry: the storm that was opened has no job where the first worker died',
    file: 'lua/carry.lua',
    find: `return { 'carried', now, isOpen and to or '', isOpen and tonumber(at) or 0 }`,
    replace: `return { 'carried', now, '', 0 }`,
    tests,
  },
  {
    name: 'carry: what is remembered of an episode names the storm before still',
    file: 'lua/carry.lua',
    find: `redis.call('SET', key, episode.format(e), 'PX', memory * 2)`,
    replace: '',
    tests,
  },
  {
    name: 'late: what a scope was divided into is not told',
    file: 'workers/late.ts',
    find: `if (kept === undefined) return [];`,
    replace: `if (kept !== undefined) return [];`,
    tests: recovery,
  },
  {
    name: "finalize: a scope's storm is submitted instead of its causes'",
    file: 'workers/finalize.ts',
    find: `  if (storm.terms?.correlate) return sealLater(context, job, token, { ...storm, state: 'sealed' });\n`,
    replace: '',
    tests: ['test/workers/correlation/failed.test.ts'],
  },
];
