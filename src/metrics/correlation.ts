import { Counter, Histogram, type Registry } from 'prom-client';

const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What a worker tells of the division of scopes by cause; nothing where no rule correlates. */
export class CorrelationMetrics {
  readonly divideSeconds: Histogram;
  readonly causes: Counter;
  readonly carried: Counter;
  readonly failures: Counter;

  constructor(registry: Registry) {
    const only = { registers: [registry] };
    this.divideSeconds = new Histogram({
      ...only,
      name: 'stormfold_divide_duration_seconds',
      help: "Time to divide a scope's storm by cause, retries in place included; nothing of its partition is folded meanwhile.",
      buckets,
    });
    this.causes = new Counter({
      ...only,
      name: 'stormfold_causes_total',
      help: 'Storms that scopes were divided into, by kind of cause.',
      labelNames: ['kind'],
    });
    this.carried = new Counter({
      ...only,
      name: 'stormfold_carried_alerts_total',
      help: "Alerts that were carried over into their scope's next storm, as the window of their cause had not ended.",
    });
    this.failures = new Counter({
      ...only,
      name: 'stormfold_correlation_failures_total',
      help: "Scopes whose causes could not be looked for, by a fault of Stormfold's: they were divided by pattern.",
    });
  }
}
