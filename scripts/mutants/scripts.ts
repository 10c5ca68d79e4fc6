import type { Mutant } from './mutant.ts';

const fold = {
  file: 'lua/fold.lua',
  tests: ['test/lua/fold.test.ts', 'test/lua/episodes.test.ts', 'test/lua/histories.test.ts'],
};
const seal = { file: 'lua/seal.lua', tests: ['test/lua/seal.test.ts'] };
const settle = { file: 'lua/settle.lua', tests: ['test/lua/settle.test.ts'] };
const arrive = { file: 'lua/arrive.lua', tests: ['test/lua/arrive.test.ts'] };
const dropAcks = `for i = firstAck, firstAck + acks - 1 do redis.call('HDEL', answers, ARGV[i]) end`;

/** The protections inside Redis. */
export const scriptMutants: readonly Mutant[] = [
  {
    ...fold,
    name: 'delivery memory: a rerun folds again',
    find: `if known[1] then return { 'folded', now, 1, known[1] } end`,
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
    find: `local known = redis.call('HMGET', answers, jobId, jobId .. '/part')`,
    replace: `${dropAcks} local known = redis.call('HMGET', answers, jobId, jobId .. '/part')`,
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
    find: `for key, e in pairs(changed) do redis.call('SET', key, episode.format(e), 'PX', memory * 2) end`,
    replace: '',
  },
  {
    ...fold,
    file: 'lua/fold/episode.lua',
    name: 'episode memory: never forgotten',
    find: 'if arrival - tonumber(seen) > memory then return end',
    replace: '',
  },
  {
    ...fold,
    name: 'episode memory: one fingerprint twice in a job',
    find: 'remembered[key], changed[key], done = e, e, done + 1',
    replace: 'changed[key], done = e, done + 1',
  },
  {
    ...fold,
    file: 'lua/fold/ends.lua',
    name: 'tombstone: none for an episode never seen',
    find: 'if not e then return unseen end',
    replace: 'if not e then unseen.seen = 0 unseen.endsAt = nil return unseen end',
  },
  {
    ...fold,
    file: 'lua/fold/judge.lua',
    name: 'tombstone: a stale firing is a new episode',
    find: 'return (e.counted ~= 0 or isPrevious(e, startsAt)) and again or count',
    replace: 'return e.counted ~= 0 and refire or count',
  },
  {
    ...fold,
    file: 'lua/fold/judge.lua',
    name: 'tombstone: a later firing is a repeat',
    find: 'if not startsAt or startsAt > e.endsAt then return refire end',
    replace: '',
  },
  {
    ...fold,
    file: 'lua/fold/judge.lua',
    name: 'episode skew: the twin of an HA pair is a new episode',
    find: 'startsAt > e.startsAt + c.skew then return refire',
    replace: 'startsAt > e.startsAt then return refire',
  },
  {
    ...fold,
    file: 'lua/fold/open.lua',
    name: 'deterministic id: made from the time of folding',
    find: `string.format('%.0f|%s|%s|%s', arrival,`,
    replace: `string.format('%.0f|%s|%s|%s', tonumber(ARGV[1]),`,
  },
  {
    ...fold,
    name: 'arrival time: the deadline is held against the clock',
    find: 'if storms.isDue(storm, arrival) then return',
    replace: 'if storms.isDue(storm, now) then return',
  },
  {
    ...fold,
    file: 'lua/fold/storm.lua',
    name: 'arrival time: a storm past its deadline takes more',
    find: 'local function isDue(s, arrival) return s.id and arrival >= s.sealAt end',
    replace: 'local function isDue() return false end',
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
    find: `if redis.call('ZREM', pending, jobId) == 0 then return 0 end`,
    replace: `redis.call('ZREM', pending, jobId)`,
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
    name: 'conservation: rejected alerts are not what their faults add up to',
    find: `rejected = rejected + tonumber(ARGV[i + 1])`,
    replace: `rejected = rejected + 1`,
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
