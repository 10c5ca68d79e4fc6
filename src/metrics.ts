import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import { CorrelationMetrics } from './metrics/correlation.ts';
import { SharedMetrics, type SharedTotals } from './metrics/shared.ts';
import { TopologyMetrics } from './metrics/topology.ts';

export type { SharedTotals };

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sinkBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const lagBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const submitBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 900, 3600];

/** The metrics of one process, and beside them those that all processes share. */
export class Metrics {
  readonly registry = new Registry();
  readonly #only = { registers: [this.registry] };

  readonly requests = new Counter({
    ...this.#only,
    name: 'stormfold_http_requests_total',
    help: 'HTTP requests answered by this process.',
    labelNames: ['route', 'status'],
  });
  readonly unreadable = new Counter({
    ...this.#only,
    name: 'stormfold_unreadable_bodies_total',
    help: 'Notifications whose body could not be read, by reason; their alerts could not be counted.',
    labelNames: ['reason'],
  });
  readonly requestsPerTransaction = new Histogram({
    ...this.#only,
    name: 'stormfold_requests_per_transaction',
    help: 'Requests whose alerts were queued in one transaction: more than one where they come faster than Redis answers.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  });
  readonly unreplicated = new Counter({
    ...this.#only,
    name: 'stormfold_unreplicated_notifications_total',
    help: 'Notifications answered 503 as too few replicas of Redis had them in time.',
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
  readonly sealLagSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_seal_lag_seconds',
    help: "Time from a storm's deadline to its seal. Storms that were sealed by force are not in it.",
    buckets: lagBuckets,
  });
  readonly sealToSubmitSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_seal_to_submit_duration_seconds',
    help: 'Time from the sealing of a storm to its resource.',
    buckets: submitBuckets,
  });
  readonly submitSeconds = new Histogram({
    ...this.#only,
    name: 'stormfold_submit_duration_seconds',
    help: 'Time of one call of the sink, by outcome: created, existing (an earlier try had written it), failed, refused.',
    labelNames: ['outcome'],
    buckets: sinkBuckets,
  });
  readonly submitFailures = new Counter({
    ...this.#only,
    name: 'stormfold_submit_failures_total',
    help: 'Tries to submit a storm that failed, by reason.',
    labelNames: ['reason'],
  });
  readonly sinkLastSuccess = new Gauge({
    ...this.#only,
    name: 'stormfold_sink_last_success_timestamp_seconds',
    help: 'When this process last wrote a resource, or met one of its own; 0 if never.',
  });
  readonly sinkFailuresInARow = new Gauge({
    ...this.#only,
    name: 'stormfold_sink_consecutive_failures',
    help: "Calls of the sink that failed since this process' last success. A resource that was refused is no failure of the sink.",
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

  readonly redisReadSeconds = new Gauge({
    ...this.#only,
    name: 'stormfold_redis_read_duration_seconds',
    help: 'Time that Redis took to tell the shared totals of this scrape; 2 s is the most that is waited for.',
  });
  readonly loginFailures = new Counter({
    ...this.#only,
    name: 'stormfold_login_failures_total',
    help: 'Logins with wrong credentials, by gate: operator, webhook; who shows none is not counted.',
    labelNames: ['gate'],
  });

  readonly topology = new TopologyMetrics(this.registry);
  readonly correlation = new CorrelationMetrics(this.registry);

  readonly #shared = new SharedMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // From the start: in a first failure that appears out of nothing, `increase` sees no increase.
    for (const outcome of ['created', 'existing', 'failed', 'refused']) this.submitSeconds.zero({ outcome });
  }

  /** Takes over what Redis says; without an answer of Redis', tells nothing that is shared. */
  setShared(totals: SharedTotals | undefined): void {
    this.redisUp.set(totals ? 1 : 0);
    if (totals) this.#shared.set(totals);
    else this.#shared.forget();
  }
}
