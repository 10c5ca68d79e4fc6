import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What all processes of an instance share, read from Redis when somebody scrapes. */
export interface SharedTotals {
  /** Alerts by outcome, ever. */
  readonly alerts: Readonly<Record<string, number>>;
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
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const submitBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 900, 3600];

/** The metrics of one process. Shared totals carry no process label: use `max without (instance, pod)` on them. */
export class Metrics {
  readonly registry = new Registry();
  readonly #only = { registers: [this.registry] };

  readonly requests = new Counter({
    ...this.#only,
    name: 'stormfold_http_requests_total',
    help: 'HTTP requests answered by this process.',
    labelNames: ['route', 'status'],
  });
  readonly loginFailures = new Counter({
    ...this.#only,
    name: 'stormfold_login_failures_total',
    help: 'Requests with wrong credentials, by the gate that refused them; those without any are not counted.',
    labelNames: ['gate'],
  });
  readonly unreadable = new Counter({
    ...this.#only,
    name: 'stormfold_unreadable_bodies_total',
    help: 'Notifications whose body could not be read, by reason; their alerts could not be counted.',
    labelNames: ['reason'],
  });
  readonly foldSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_fold_duration_seconds',
    help: 'Time to fold one job, retries in place included.',
    buckets: latencyBuckets,
  });
  readonly arrivalToFoldSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_queued_duration_seconds',
    help: 'Time from the adding of a job to its end.',
    buckets: [...latencyBuckets, 60, 600],
  });
  readonly sealToSubmitSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_seal_to_submit_duration_seconds',
    help: 'Time from the sealing of a storm to its resource.',
    buckets: submitBuckets,
  });
  readonly submitFailures = new Counter({
    ...this.#only,
    name: 'stormfold_submit_failures_total',
    help: 'Tries to submit a storm that failed, by reason.',
    labelNames: ['reason'],
  });
  readonly statusUpdates = new Counter({
    ...this.#only,
    name: 'stormfold_status_updates_total',
    help: "Writes of what came after a storm's seal to its resource's status, by outcome.",
    labelNames: ['outcome'],
  });
  readonly swept = new Counter({
    ...this.#only,
    name: 'stormfold_swept_total',
    help: 'What the sweep found and mended, by kind.',
    labelNames: ['kind'],
  });
  readonly resourcesDeleted = new Counter({
    ...this.#only,
    name: 'stormfold_resources_deleted_total',
    help: 'Resources older than sink.keep that were deleted, and looks for them that failed, by outcome.',
    labelNames: ['outcome'],
  });
  /** Named as Prometheus names its own. */
  readonly configReloadSuccessful = new Gauge({
    ...this.#only,
    name: 'stormfold_config_last_reload_successful',
    help: '1 unless the configuration that was read last was rejected: then the rules before it are in force.',
  });
  readonly configReloadedAt = new Gauge({
    ...this.#only,
    name: 'stormfold_config_last_reload_success_timestamp_seconds',
    help: 'When the rules in force were put in force.',
  });
  readonly configReloads = new Counter({
    ...this.#only,
    name: 'stormfold_config_reloads_total',
    help: 'Times that the configuration was read again, by outcome: accepted, rejected.',
    labelNames: ['outcome'],
  });
  readonly redisUp = new Gauge({
    ...this.#only,
    name: 'stormfold_redis_up',
    help: '1 when Redis answered this scrape.',
  });

  readonly #alerts = this.#sharedCounter('stormfold_alerts_total', 'Alerts by outcome.', ['outcome']);
  readonly #waiting = this.#sharedGauge('stormfold_alerts_waiting', 'Alerts not folded yet, by state.', [
    'state',
  ]);
  readonly #stormsEver = this.#sharedCounter('stormfold_storms_total', 'Storms by outcome.', ['outcome']);
  readonly #stormsNow = this.#sharedGauge('stormfold_storms', 'Storms by state.', ['state']);
  readonly #jobs = this.#sharedGauge('stormfold_queue_jobs', 'Jobs by queue and state.', ['queue', 'state']);
  readonly #oldestPending = this.#sharedGauge(
    'stormfold_oldest_pending_alert_seconds',
    'Age of the oldest alert not folded yet.',
    [],
  );
  readonly #oldestUnsubmitted = this.#sharedGauge(
    'stormfold_oldest_unsubmitted_storm_seconds',
    'Time since the deadline of the storm that is longest past it without a resource.',
    [],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Takes over what Redis says. Counters are set, not added to: the sums are kept there. */
  setShared(totals: SharedTotals): void {
    for (const metric of [this.#alerts, this.#waiting, this.#stormsEver, this.#stormsNow, this.#jobs])
      metric.reset();
    for (const [outcome, n] of Object.entries(totals.alerts)) this.#alerts.inc({ outcome }, n);
    for (const [state, n] of Object.entries(totals.waiting)) this.#waiting.set({ state }, n);
    for (const [outcome, n] of Object.entries(totals.stormsEver)) this.#stormsEver.inc({ outcome }, n);
    for (const [state, n] of Object.entries(totals.stormsNow)) this.#stormsNow.set({ state }, n);
    for (const { queue, state, count } of totals.jobs) this.#jobs.set({ queue, state }, count);
    this.#oldestPending.set(totals.oldestPendingSeconds);
    this.#oldestUnsubmitted.set(totals.oldestUnsubmittedSeconds);
  }

  #sharedCounter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({
      ...this.#only,
      name,
      help: `${help} Shared by all processes of the instance.`,
      labelNames,
    });
  }

  #sharedGauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({
      ...this.#only,
      name,
      help: `${help} Shared by all processes of the instance.`,
      labelNames,
    });
  }
}
