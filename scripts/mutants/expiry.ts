import type { Mutant } from './mutant.ts';

const tests = ['test/lua/expiry.test.ts'];
const lateTests = ['test/lua/late-expiry.test.ts'];

/** What has ended because nobody sent it again. */
export const expiryMutants: readonly Mutant[] = [
  {
    name: 'expiry: by when somebody got to the seal',
    file: 'lua/seal.lua',
    find: `'-inf', math.min(sealAt, now))`,
    replace: `'-inf', now)`,
    tests,
  },
  {
    name: 'expiry: what is told and what expired count as two',
    file: 'lua/fold/storm.lua',
    find: `if s.expiring then redis.call('ZREM', s.expires, e.ordinal) end`,
    replace: '',
    tests,
  },
  {
    name: 'expiry: the slower of two senders ends what the other renews',
    file: 'lua/fold/expiry.lua',
    find: `'ZADD', s.expires, 'GT',`,
    replace: `'ZADD', s.expires,`,
    tests,
  },
  {
    name: 'expiry: of another storm',
    file: 'lua/fold/expiry.lua',
    find: `redis.call('DEL', s.expires)`,
    replace: '',
    tests,
  },
  {
    name: 'expiry: a repeat renews nothing',
    file: 'lua/fold/judge.lua',
    find: 'c.storms.renew(holder, e, a)',
    replace: '',
    tests,
  },
  {
    name: 'expiry: what has ended fires again by a stale copy',
    file: 'lua/fold/storm.lua',
    find: 'if not e.endsAt and (s.expiring',
    replace: 'if (s.expiring',
    tests,
  },
  {
    name: 'expiry: told late of what had expired',
    file: 'lua/late.lua',
    find: ' or hasExpired(ordinal) then',
    replace: ' then',
    tests: lateTests,
  },
  {
    name: 'expiry: an end by another road leaves it',
    file: 'lua/late.lua',
    find: `if held[6] then redis.call('ZREM', openExpires, ordinal) end`,
    replace: '',
    tests: lateTests,
  },
  {
    name: 'expiry: an open storm says more of its alerts than it counts',
    file: 'src/redis/storm-reader.ts',
    find: 'return this.#withExpired(current);',
    replace: 'return current;',
    tests,
  },
  {
    name: 'posted alerts: an end to come has come',
    file: 'src/alert/parse-alert.ts',
    find: 'endsAt !== undefined && endsAt.ms <= now',
    replace: 'endsAt !== undefined',
    tests: ['test/alert/posted-alerts.test.ts'],
  },
];

const known = { file: 'src/redis/known.ts', tests: ['test/redis/known.test.ts', 'test/lua/model.test.ts'] };
const tallies = { file: 'lua/fold/tallies.lua', tests: ['test/lua/tallies.test.ts'] };

/** What has become of a storm's members, and what it keeps whole. */
export const tallyMutants: readonly Mutant[] = [
  {
    ...tallies,
    name: 'tallies: of another storm',
    find: `redis.call('DEL', s.tallies)`,
    replace: '',
  },
  {
    ...tallies,
    name: 'tallies: an end that an older version noted counts again',
    find: `ended[ordinal] or redis.call('HEXISTS', s.resolved, ordinal) == 1`,
    replace: 'ended[ordinal]',
  },
  {
    ...tallies,
    name: 'tallies: an end that is told twice in a job counts twice',
    find: 'ended[ordinal] = true',
    replace: '',
  },
  {
    ...tallies,
    name: 'tallies: an end that is told again counts again',
    find: `if s.tallied and redis.call('BITFIELD',`,
    replace: `if false and redis.call('BITFIELD',`,
  },
  {
    ...tallies,
    file: 'lua/late.lua',
    name: 'tallies: an end by another road counts again',
    find: `return held[7] and redis.call('BITFIELD',`,
    replace: `return false and redis.call('BITFIELD',`,
  },
  {
    ...known,
    name: 'samples: a storm is opened without',
    file: 'lua/fold/enough.lua',
    find: `if lacks and ARGV[a + 8] == '' then`,
    replace: 'if false then',
  },
  {
    ...known,
    name: 'samples: sent with every alert',
    find: 'const withoutSamples = !tenant',
    replace: 'const withoutSamples = false && !tenant',
  },
  {
    ...known,
    name: 'repeats: what is news is taken for one',
    file: 'lua/fold/enough.lua',
    find: 'if not repeats then return false end',
    replace: '',
  },
  {
    ...known,
    name: 'repeats: what the same job holds before is not looked at',
    file: 'lua/fold/enough.lua',
    find: `local fires, before = ARGV[a] ~= 'resolved', met[key]`,
    replace: `local fires, before = ARGV[a] ~= 'resolved', nil`,
  },
  {
    ...known,
    name: 'repeats: sent like new ones',
    find: 'this.#counted.get(fingerprint) === startsAtMs',
    replace: 'this.#counted.get(fingerprint) === startsAtMs + 1',
  },
  {
    ...known,
    name: 'repeats: what is set aside is taken for counted',
    find: ` || reply.sums.muted > 0`,
    replace: '',
  },
];
