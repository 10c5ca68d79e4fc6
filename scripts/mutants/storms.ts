import type { Mutant } from './mutant.ts';

const fold = { file: 'lua/fold.lua', tests: ['test/lua/fold.test.ts', 'test/lua/episodes.test.ts'] };
const seal = { file: 'lua/seal.lua', tests: ['test/lua/seal.test.ts'] };
const settle = { file: 'lua/settle.lua', tests: ['test/lua/settle.test.ts'] };
const steps = 'test/workers/broken.test.ts';

/** More of the protections inside Redis: what a storm is called, what is remembered, and what the sums say. */
export const stormMutants: readonly Mutant[] = [
  {
    ...fold,
    name: 'deterministic id: another one from another request',
    find: `ARGV[7], ARGV[8], text(arrival), fingerprint`,
    replace: `ARGV[7], ARGV[8], jobId, text(arrival), fingerprint`,
  },
  {
    ...fold,
    name: 'deterministic id: another one each time',
    find: `ARGV[7], ARGV[8], text(arrival), fingerprint`,
    replace: `ARGV[7], ARGV[8], t[1] .. t[2], fingerprint`,
  },
  {
    ...fold,
    name: 'deterministic id: the same in two instances',
    find: `{ ARGV[7], ARGV[8], text(arrival), fingerprint`,
    replace: `{ ARGV[8], text(arrival), fingerprint`,
  },
  {
    ...fold,
    name: 'delivery memory: answers are kept for ever',
    find: `redis.call('HDEL', answers, ARGV[i])`,
    replace: `redis.call('HEXISTS', answers, ARGV[i])`,
  },
  {
    ...fold,
    name: 'episode memory: lost when its storm is sealed',
    find: `if not e then return join(`,
    replace: `if not e or (e.counted and not isMember(e)) then return join(`,
  },
  {
    ...fold,
    name: 'episode memory: not renewed by repeats',
    find: `for key, e in pairs(remembered) do`,
    replace: `for key, e in pairs(sums.repeated == alerts and {} or remembered) do`,
  },
  {
    ...fold,
    name: 'episode memory: its key goes before alerts that waited can meet it',
    find: `'PX', memory * 2)`,
    replace: `'PX', memory)`,
  },
  {
    ...fold,
    name: 'episode memory: judged by the time of folding',
    find: `if arrival - tonumber(seen) > memory then`,
    replace: `if now - tonumber(seen) > memory then`,
    tests: [steps],
  },
  {
    ...fold,
    name: 'tombstone: an episode is folded again although it was counted',
    find: `if e.counted or isPrevious(e, startsAt) then`,
    replace: `if isPrevious(e, startsAt) then`,
  },
  {
    ...fold,
    name: 'tombstone: forgets the episode that was counted before it',
    find: `if e.counted or isPrevious(e, startsAt) then`,
    replace: `if e.counted then`,
  },
  {
    ...fold,
    name: 'episode skew: creeps from re-send to re-send',
    find: `e.startsAt = e.startsAt or startsAt`,
    replace: `e.startsAt = startsAt or e.startsAt`,
  },
  {
    ...fold,
    name: 'refired: a later firing passes for a repeat',
    find: `startsAt > e.startsAt + skew then return refire`,
    replace: `false then return refire`,
  },
  {
    ...fold,
    name: 'conservation: a folded job stays pending',
    find: `redis.call('ZREM', pending, jobId)`,
    replace: '',
  },
  {
    ...fold,
    name: 'conservation: folded alerts are still counted as pending',
    find: `redis.call('HINCRBY', counters, 'pending', -alerts)`,
    replace: '',
  },
  {
    ...fold,
    name: 'conservation: outcomes are not counted',
    find: `redis.call('HINCRBY', counters, outcome, n)`,
    replace: '',
  },
  {
    ...fold,
    name: 'sweep: an open storm has no index',
    find: `redis.call('ZADD', opens, sealAt, id)`,
    replace: '',
    tests: ['test/workers/sweep.test.ts'],
  },
  {
    ...seal,
    name: 'arrival time: a clock that stepped back holds the seal up',
    find: `tonumber(ARGV[6]) or 0)`,
    replace: `0)`,
    tests: [steps],
  },
  {
    ...seal,
    name: 'seal: leaves a part of the storm behind',
    find: `for i = 1, 5 do`,
    replace: `for i = 1, 4 do`,
  },
  {
    ...seal,
    name: 'sweep: a sealed storm has no index',
    find: `redis.call('ZADD', sealed, now, id)`,
    replace: '',
    tests: ['test/workers/sweep.test.ts'],
  },
  {
    ...seal,
    name: 'seal: a storm split by force is not counted',
    find: `redis.call('HINCRBY', counters, 'forcedStorms', 1)`,
    replace: '',
  },
  {
    ...settle,
    name: 'states: a storm that is submitted is kept for ever',
    find: `redis.call('PEXPIRE', KEYS[i], retention)`,
    replace: `redis.call('EXISTS', KEYS[i])`,
  },
  {
    ...settle,
    name: 'sweep: a settled storm has no index',
    find: `redis.call('ZADD', INDEX[outcome], now, id)`,
    replace: '',
    tests: ['test/lua/histories.test.ts'],
  },
  {
    name: 'conservation: a discarded alert is pending as well',
    file: 'lua/discard.lua',
    find: `redis.call('HINCRBY', KEYS[2], 'pending', -tonumber(ARGV[2]))`,
    replace: '',
    tests: ['test/lua/arrive.test.ts'],
  },
  {
    name: 'arrival time: a clock that was ahead holds every later storm back',
    file: 'lua/arrive.lua',
    find: `(lastArrival - now > MOST_STEP_BACK) and now or`,
    replace: '',
    tests: [steps],
  },
  {
    name: 'quarantine: what its cap throws out is sent to Redis first',
    file: 'src/redis/arrive.ts',
    find: `.slice(-quarantineCap)`,
    replace: '',
    tests: ['test/lua/arrive.test.ts'],
  },
  {
    name: 'ambiguous writes: a second manifest takes the place of the first',
    file: 'src/redis/storm-reader.ts',
    find: `manifest, 'NX', 'GET')`,
    replace: `manifest, 'GET')`,
    tests: ['test/redis/storm-reader.test.ts'],
  },
  {
    name: 'flat cost: every label of an alert is compared with every member',
    file: 'src/storm/common-pairs.ts',
    find: `all.length > mostIds ? all.toSorted().slice(0, mostIds) : all`,
    replace: `all`,
    tests: ['test/storm/common-pairs.test.ts'],
  },
];
