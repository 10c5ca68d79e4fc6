import type { Seeded } from './seeded.ts';

/** What rules a run is under. None of these drops or mutes anything: each episode is still in exactly one resource. */
export interface RunRules {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Causes decide which alerts share a storm: see scopes.ts and causes.ts. */
  readonly correlates?: {
    /** Two windows of one cause begin no less than this apart, in milliseconds. */
    readonly apartMs: number;
  };
}

/** A fixed window, and nothing else. */
export function plainRules(windowMs: number): RunRules {
  return { name: 'fixed', env: { STORMFOLD_WINDOW: `${windowMs}ms` } };
}

const kinds: readonly ((windowMs: number) => RunRules)[] = [
  plainRules,
  (windowMs) => ({ name: 'quiet', env: { STORMFOLD_WINDOW: `quiet 700ms max ${windowMs}ms` } }),
  (windowMs) => ({
    name: 'full',
    env: { STORMFOLD_WINDOW: `${windowMs}ms`, STORMFOLD_MAX_ALERTS: '7' },
  }),
  (windowMs) => ({
    name: 'urgent',
    env: {
      STORMFOLD_WINDOW: `${windowMs}ms`,
      STORMFOLD_URGENT: 'pod=~".*[05]"',
      STORMFOLD_URGENT_WAIT: '400ms',
    },
  }),
  (windowMs) => ({
    name: 'tenants',
    env: {
      STORMFOLD_WINDOW: `${windowMs}ms`,
      STORMFOLD_TENANTS_MAX_STORMS: '1',
      STORMFOLD_TENANTS_MAX_ALERTS: '25',
    },
  }),
];

/** The rules of a run: each kind comes up, the plain one as often as any. */
export function rulesFor(seed: number, windowMs: number, chance: Seeded): RunRules {
  const kind = kinds[(seed + chance.int(0, 1)) % kinds.length] ?? kinds[0];
  if (!kind) throw new RangeError('no kinds of rules');
  return kind(windowMs);
}

/** The same rules, under which causes decide and not patterns. */
export function correlating({ name, env }: RunRules): RunRules {
  const { STORMFOLD_MAX_ALERTS: full, ...others } = env;
  const endsEarly = full !== undefined || others['STORMFOLD_URGENT'] !== undefined;
  // What is correlated is of no tenant.
  const rest = Object.entries(others).filter(([setting]) => !setting.startsWith('STORMFOLD_TENANTS'));
  return {
    name: `${name}, correlated`,
    env: {
      ...{ ...Object.fromEntries(rest), STORMFOLD_CORRELATE: 'on' },
      // What a sender tells of begins minutes apart, whatever the time between two notifications is.
      STORMFOLD_CORRELATION_WITHIN: '1h',
      // A scope holds several causes.
      ...(full !== undefined && { STORMFOLD_CORRELATION_MAX_ALERTS: String(Number(full) * 5) }),
    },
    correlates: { apartMs: endsEarly ? 0 : (longestMs(env) * 3) / 4 },
  };
}

// The last of `2000ms`, or of `quiet 700ms max 2000ms`: a scope has no quiet window. A quarter of it may be cut off.
function longestMs({ STORMFOLD_WINDOW: window = '' }: RunRules['env']): number {
  return Number(/(\d+)ms$/.exec(window)?.[1] ?? 0);
}
