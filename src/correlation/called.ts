import type { Labels } from '../alert/alert.ts';
import { refKey } from '../alert/topology.ts';
import type { Namesakes } from './workload-names.ts';

/** Labels by which something says whom it calls. */
const dependencies = [
  ...[
    'dependency',
    'depends_on',
    'upstream',
    'upstream_service',
    'upstream_cluster',
    'peer_service',
    'backend',
  ],
  ...['target_service', 'remote_service', 'callee', 'datasource'],
];

/** What it says it calls, as a service in whatever namespace: without a port, a domain. */
export function dependencyIn(labels: Labels): string | undefined {
  const label = dependencies.find((each) => labels[each]);
  const name = label === undefined ? undefined : /^[\w-]+/.exec(labels[label] ?? '')?.[0];
  return name === undefined ? undefined : refKey({ kind: 'Service', name });
}

/** Labels by which an exporter says whom it asked. */
const servers = [
  'server',
  'target',
  'addr',
  'address',
  'endpoint_address',
  'database_host',
  'db_host',
  'instance',
];
/** `orders-db.data:5432`, `db-0.db.data.svc.cluster.local`. */
const inCluster =
  /^(?:[a-z]+:\/\/)?([a-z0-9-]+)\.([a-z0-9-]+)(?:\.([a-z0-9-]+))?(?:\.[a-z0-9.-]+)?(?::\d+)?(?:\/.*)?$/;

/** A workload with alerts of its own that is named there as a service in its namespace, or a pod behind one. */
export function serverIn(labels: Labels, of: Namesakes['of']): string | undefined {
  for (const label of servers) {
    const [, first = '', second = '', third = ''] = inCluster.exec(labels[label] ?? '') ?? [];
    const set = first.replace(/-\d+$/, '');
    for (const [namespace, name] of [
      [second, first],
      [third, set],
    ] as const) {
      const service = refKey({ kind: 'Service', namespace, name });
      if (namespace !== '' && of(service) !== service) return of(service);
    }
  }
  return undefined;
}
