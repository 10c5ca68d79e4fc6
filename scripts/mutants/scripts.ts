import type { Mutant } from './mutant.ts';

const fold = {
  file: 'lua/fold.lua',
  tests: ['test/lua/fold.test.ts', 'test/lua/episodes.test.ts', 'test/lua/histories.test.ts'],
};
const seal = { file: 'lua/seal.lua', tests: ['test/lua/seal.test.ts'] };
const settle = { file: 'lua/settle.lua', tests: ['test/lua/settle.test.ts'] };
const arrive = { file: 'lua/arrive.lua', tests: ['test/lua/arrive.test.ts'] };
const dropAcks = `for i = FIRST_ACK, FIRST_ACK + acks - 1 do redis.call('HDEL', answers, ARGV[i]) end`;

/** The protections inside Redis. */
export const scriptMutants: readonly Mutant[] = [
  {
    ...fold,
    name: 'delivery memory: a rerun folds again',
    find: `if answered then return { 'folded', now, '1' .. answered } end`,
    replace: '',
  },
  {
    ...fold,
    name: 'delivery memory: the first answer is not kept',
    find: `redis.call('HSET', answers, jobId, answer)`,
    replace: '',
  },
  {
    ...fold,
    name: "delivery memory: acks clear this job's own answer",
    find: `local answered = redis.call('HGET', answers, jobId)`,
    replace: `${dropAcks} local answered = redis.call('HGET', answers, jobId)`,
  },
  {
    ...fold,
    name: 'delivery memory: what never came in is folded',
    find: `if not arrival then return { 'unknown', now } end`,
    replace: `arrival = arrival or now`,
  },
  {
    ...fold,
    name: 'episode memory: nothing is remembered',
    find: `for key, e in pairs(remembered) do redis.call('SET', key, format(e), 'PX', memory * 2) end`,
    replace: '',
  },
  {
    ...fold,
    name: 'episode memory: never forgotten',
    find: `if arrival - tonumber(seen) > memory then return end`,
    replace: '',
  },
  {
    ...fold,
    name: 'episode memory: one fingerprint twice in a job',
    find: `remembered[key] = act(remembered[key], a)`,
    replace: `act(remembered[key], a)`,
  },
  {
    ...fold,
    name: 'tombstone: none for an episode never seen',
    find: `if not e then return unseen end`,
    replace: `if not e then return nil end`,
  },
  {
    ...fold,
    name: 'tombstone: a stale firing is a new episode',
    find: `if e.counted or isPrevious(e, startsAt) then return again(e) end`,
    replace: `if e.counted then return refire(startsAt, a) end`,
  },
  {
    ...fold,
    name: 'tombstone: a later firing is a repeat',
    find: `if not startsAt or startsAt > e.endsAt then return refire(startsAt, a) end`,
    replace: '',
  },
  {
    ...fold,
    name: 'episode skew: the twin of an HA pair is a new episode',
    find: `startsAt > e.startsAt + skew then return refire`,
    replace: `startsAt > e.startsAt then return refire`,
  },
  {
    ...fold,
    name: 'deterministic id: made from the time of folding',
    find: `ARGV[7], ARGV[8], text(arrival), fingerprint`,
    replace: `ARGV[7], ARGV[8], text(now), fingerprint`,
  },
  {
    ...fold,
    name: 'arrival time: the deadline is held against the clock',
    find: `if id and arrival >= sealAt then`,
    replace: `if id and now >= sealAt then`,
  },
  {
    ...fold,
    name: 'arrival time: a storm past its deadline takes more',
    find: `if id and arrival >= sealAt then`,
    replace: `if false then`,
  },
  {
    ...seal,
    name: 'seal: before the deadline',
    find: `if remaining > 0 and not force then`,
    replace: `if false then`,
  },
  {
    ...seal,
    name: 'seal: another answer the second time',
    find: `if state then return { 'sealed', now, state } end`,
    replace: '',
  },
  {
    ...settle,
    name: 'states: a storm may go from any to any',
    find: `if not state or not MAY_FOLLOW[outcome][state] then`,
    replace: `if not state then`,
  },
  {
    ...settle,
    name: 'states: what was not submitted expires',
    find: `if FINAL[outcome] then`,
    replace: `if true then INDEX[outcome] = INDEX[outcome]`,
  },
  {
    name: 'conservation: a dead job given up twice counts twice',
    file: 'lua/discard.lua',
    find: `if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end`,
    replace: `redis.call('ZREM', KEYS[1], ARGV[1])`,
    tests: ['test/queue/discard-dead-letter.test.ts'],
  },
  {
    ...arrive,
    name: 'conservation: a queued alert is not counted as queued',
    find: `redis.call('HINCRBY', counters, 'queued', queued)`,
    replace: '',
  },
  {
    ...arrive,
    name: 'arrival time: a clock that steps back reorders alerts',
    find: `math.max(now, lastArrival)`,
    replace: `now`,
  },
  {
    ...arrive,
    name: 'quarantine: grows for ever',
    find: `'MAXLEN', ARGV[5], '*'`,
    replace: `'*'`,
  },
];
