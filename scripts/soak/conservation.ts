/** What is known at the end, from all sides. */
export interface Accounts {
  /** `stormfold_alerts_total` by outcome. */
  readonly alerts: Sums;
  /** `stormfold_alerts_waiting` by state. */
  readonly waiting: Sums;
  /** `stormfold_storms` by state. */
  readonly storms: Sums;
  /** `stormfold_storms_total` by outcome. */
  readonly stormsEver: Sums;
  /** What was answered 202. */
  readonly sent: Readonly<
    Record<'received' | 'fresh' | 'repeated' | 'resolved' | 'rejected' | 'excluded', number>
  >;
  /** Alerts of notifications without a 202, which may have got in. */
  readonly uncertain: number;
  readonly resources: { readonly count: number; readonly alerts: number; readonly twice: readonly string[] };
}

type Sums = Readonly<Record<string, number>>;

/** One equation of the conservation, with both its sides. */
export interface Equation {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

const endsOfQueued = ['opened', 'folded', 'joined', 'muted', 'repeated', 'resolved', 'discarded'];

/**
 * All that must hold of a soak that has come to rest. What was sent is held against what was counted only where every
 * notification was answered: of one that was not, nobody knows what became of it.
 */
export function equationsOf(accounts: Accounts): Equation[] {
  return [...inner(accounts), ...(accounts.uncertain === 0 ? outer(accounts) : [])];
}

export function broken(equations: readonly Equation[]): Equation[] {
  return equations.filter(({ left, right }) => left !== right);
}

function inner({ alerts, waiting, storms, stormsEver, resources }: Accounts): Equation[] {
  const queuedEnds = total(alerts, ...endsOfQueued) + total(waiting, 'pending', 'dead');
  return [
    equation(
      'received = queued + excluded + rejected',
      one(alerts, 'received'),
      total(alerts, 'queued', 'excluded', 'rejected'),
    ),
    equation('queued = what became of it', one(alerts, 'queued'), queuedEnds),
    equation('alerts that wait = 0', total(waiting, 'pending', 'dead'), 0),
    equation('storms not submitted = 0', total(storms, 'open', 'sealed', 'failed'), 0),
    equation('resources = storms submitted', resources.count, one(stormsEver, 'submitted')),
    equation('resources written twice = 0', resources.twice.length, 0),
    equation(
      'alerts in resources = opened + folded',
      resources.alerts,
      total(alerts, 'opened', 'folded') - one(alerts, 'dropped'),
    ),
  ];
}

function outer({ alerts, sent }: Accounts): Equation[] {
  return [
    equation('answered 202 = received', sent.received, one(alerts, 'received')),
    equation('bad alerts sent = rejected', sent.rejected, one(alerts, 'rejected')),
    equation('excluded ones sent = excluded', sent.excluded, one(alerts, 'excluded')),
    equation('new episodes sent = opened + folded', sent.fresh, total(alerts, 'opened', 'folded')),
    equation('repeats sent = repeated', sent.repeated, one(alerts, 'repeated')),
    equation('ends sent = resolved', sent.resolved, one(alerts, 'resolved')),
  ];
}

function equation(name: string, left: number, right: number): Equation {
  return { name, left, right };
}

function one(sums: Sums, name: string): number {
  return sums[name] ?? 0;
}

function total(sums: Sums, ...names: string[]): number {
  return names.reduce((sum, name) => sum + one(sums, name), 0);
}
