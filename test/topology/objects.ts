/** The smallest objects that a real API server takes. All are in the namespace `shop`. */

const namespace = 'shop';
const uid = '00000000-0000-4000-8000-000000000000';
const labels = { app: 'api' };
const selector = { matchLabels: labels };
const spec = { containers: [{ name: 'app', image: 'image' }], restartPolicy: 'Never' };

function ownedBy(apiVersion: string, kind: string, name: string) {
  return [{ apiVersion, kind, name, uid, controller: true }];
}

export function node(name: string, address: string, zone: string): object {
  return {
    ...{
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    },
    status: { addresses: [{ type: 'InternalIP', address }] },
  };
}

export function replicaSet(name: string, deployment: string): object {
  return {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: { namespace, name, ownerReferences: ownedBy('apps/v1', 'Deployment', deployment) },
    spec: { selector, template: { metadata: { labels }, spec: { containers: spec.containers } } },
  };
}

export function job(name: string, cronJob: string): object {
  return {
    ...{ apiVersion: 'batch/v1', kind: 'Job' },
    metadata: { namespace, name, ownerReferences: ownedBy('batch/v1', 'CronJob', cronJob) },
    spec: { template: { spec } },
  };
}

/** `owner` is a kind and a name. Only what belongs to a ReplicaSet has the label that services select. */
export function pod(name: string, owner: string, nodeName: string, claimName?: string) {
  const [kind = '', ownerName = ''] = owner.split('/');
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: {
      ...{ namespace, name, labels: kind === 'ReplicaSet' ? labels : {} },
      ownerReferences: ownedBy(kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, ownerName),
    },
    spec: {
      ...{ ...spec, nodeName },
      ...(claimName !== undefined && { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] }),
    },
  };
}

export function claim(name: string, volumeName: string): object {
  return {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace, name } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName },
  };
}

export function service(name: string): object {
  return {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } },
    spec: { selector: labels, ports: [{ port: 80 }] },
  };
}

/** Of the version that old servers have too. */
export function budget(name: string): object {
  return {
    ...{ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { namespace, name } },
    spec: { selector, minAvailable: 1 },
  };
}

export function autoscaler(name: string): object {
  return {
    ...{ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { namespace, name } },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, maxReplicas: 3 },
  };
}
