import { Counter, Gauge, type Registry } from 'prom-client';

/** What a process tells of what it knows about a cluster; nothing while the topology is off. */
export class TopologyMetrics {
  readonly objects: Gauge;
  readonly synced: Gauge;
  readonly lastSync: Gauge;
  readonly watchRestarts: Counter;
  readonly leftOut: Counter;

  constructor(registry: Registry) {
    const only = { registers: [registry] };
    this.objects = new Gauge({
      ...only,
      name: 'stormfold_topology_objects',
      help: 'Objects of a cluster that are known, by kind; those that went a while ago are among them.',
      labelNames: ['kind'],
    });
    this.synced = new Gauge({
      ...only,
      name: 'stormfold_topology_synced',
      help: '1 while all objects of a kind are known and their changes followed; else 0.',
      labelNames: ['kind'],
    });
    this.lastSync = new Gauge({
      ...only,
      name: 'stormfold_topology_last_sync_timestamp_seconds',
      help: 'When the API server last told of a kind: the end of a list, a change, or that there was none.',
      labelNames: ['kind'],
    });
    this.watchRestarts = new Counter({
      ...only,
      name: 'stormfold_topology_watch_restarts_total',
      help: 'Watches and lists of a kind that began again, by reason: ended, expired, resync, forbidden, unserved, failed.',
      labelNames: ['kind', 'reason'],
    });
    this.leftOut = new Counter({
      ...only,
      name: 'stormfold_topology_left_out_total',
      help: 'Times that an object could not be taken over, by reason: full (topology.maxObjects), unreadable.',
      labelNames: ['kind', 'reason'],
    });
  }
}
