import { Counter, Gauge, type Registry } from 'prom-client';

/** What all processes of an instance share, read from Redis when somebody scrapes. */
export interface SharedTotals {
  /** Alerts by outcome, ever. */
  readonly alerts: Readonly<Record<string, number>>;
  /** Of these, the rejected ones by what was wrong with them; together exactly as many. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Alerts that are queued and not folded yet, by whether their job still runs. */
  readonly waiting: { readonly pending: number; readonly dead: number };
  /** Storms by outcome, ever. */
  readonly stormsEver: Readonly<Record<string, number>>;
  /** Storms by state, now. */
  readonly stormsNow: Readonly<Record<string, number>>;
  /** Jobs by queue and state, now. */
  readonly jobs: readonly { readonly queue: string; readonly state: string; readonly count: number }[];
  /** Seconds; 0 when there is none. */
  readonly oldestPendingSeconds: number;
  readonly oldestUnsubmittedSeconds: number;
  /** Bytes; a maximum of 0 is none. */
  readonly redisMemory: { readonly used: number; readonly max: number };
}

/**
 * The metrics that every process tells alike. They carry no label of a process: `max by (namespace, job)`, with the
 * metric's own labels, takes them once.
 */
export class SharedMetrics {
  readonly #registry: Registry;
  readonly #alerts: Counter;
  readonly #rejected: Counter;
  readonly #waiting: Gauge;
  readonly #stormsEver: Counter;
  readonly #stormsNow: Gauge;
  readonly #jobs: Gauge;
  readonly #oldestPending: Gauge;
  readonly #oldestUnsubmitted: Gauge;
  readonly #memoryUsed: Gauge;
  readonly #memoryMax: Gauge;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#alerts = this.#counter('alerts_total', 'Alerts by outcome, ever.', 'outcome');
    this.#rejected = this.#counter(
      'alerts_rejected_total',
      'Rejected alerts by what was wrong: not_an_object, status, labels, timestamp, too_large; unknown where an older version counted.',
      'reason',
    );
    this.#waiting = this.#gauge('alerts_waiting', 'Alerts not folded yet, by state: pending, dead.', 'state');
    this.#stormsEver = this.#counter('storms_total', 'Storms by outcome, ever.', 'outcome');
    this.#stormsNow = this.#gauge('storms', 'Storms by state.', 'state');
    this.#jobs = this.#gauge('queue_jobs', 'Jobs by queue and state.', 'queue', 'state');
    this.#oldestPending = this.#gauge(
      'oldest_pending_alert_seconds',
      'Age of the oldest alert not folded yet.',
    );
    this.#oldestUnsubmitted = this.#gauge(
      'oldest_unsubmitted_storm_seconds',
      'Time since the deadline of the storm that is longest past it without a resource.',
    );
    this.#memoryUsed = this.#gauge('redis_memory_used_bytes', 'Memory that Redis uses.');
    this.#memoryMax = this.#gauge('redis_memory_max_bytes', "Redis' maxmemory; 0 is none.");
    this.forget();
  }

  /** Takes over what Redis says. Counters are set, not added to: the sums are kept there. */
  set(totals: SharedTotals): void {
    this.forget();
    for (const [outcome, n] of Object.entries(totals.alerts)) this.#alerts.inc({ outcome }, n);
    for (const [reason, n] of Object.entries(totals.rejected)) this.#rejected.inc({ reason }, n);
    for (const [state, n] of Object.entries(totals.waiting)) this.#waiting.set({ state }, n);
    for (const [outcome, n] of Object.entries(totals.stormsEver)) this.#stormsEver.inc({ outcome }, n);
    for (const [state, n] of Object.entries(totals.stormsNow)) this.#stormsNow.set({ state }, n);
    for (const { queue, state, count } of totals.jobs) this.#jobs.set({ queue, state }, count);
    this.#oldestPending.set(totals.oldestPendingSeconds);
    this.#oldestUnsubmitted.set(totals.oldestUnsubmittedSeconds);
    this.#memoryUsed.set(totals.redisMemory.used);
    this.#memoryMax.set(totals.redisMemory.max);
  }

  /**
   * Tells none of them until Redis answers again. What one process knew last would stand for ever beside what the
   * others know, and a maximum takes the larger one.
   */
  forget(): void {
    const sums = [this.#alerts, this.#rejected, this.#waiting, this.#stormsEver, this.#stormsNow, this.#jobs];
    for (const metric of sums) metric.reset();
    // A reset would set these to 0, which says that all is well.
    const single = [this.#oldestPending, this.#oldestUnsubmitted, this.#memoryUsed, this.#memoryMax];
    for (const metric of single) metric.remove();
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter(this.#named(name, help, labelNames));
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge(this.#named(name, help, labelNames));
  }

  #named(name: string, help: string, labelNames: string[]) {
    const [whole, of] = [`stormfold_${name}`, 'Shared by all processes of the instance.'];
    return { name: whole, help: `${help} ${of}`, labelNames, registers: [this.#registry] };
  }
}
