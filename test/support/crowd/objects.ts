/** Objects as large as real ones are, so that what is measured is what a cluster of that size would take. */

/** What one cluster is made of. */
export interface Size {
  readonly nodes: number;
  readonly deployments: number;
  readonly podsEach: number;
}

export const namespaces = Array.from({ length: 40 }, (_, index) => `team-${index}`);

const two = (index: number) => index % 256;
const namespaceOf = (deployment: number) => namespaces[deployment % namespaces.length] ?? '';
const appOf = (deployment: number) => `service-${deployment}-backend`;
const hashed = 'bcdf456789';
const hashOf = (number: number, length: number) =>
  Array.from({ length }, (_, digit) => hashed[Math.floor(number / 7 ** digit) % hashed.length]).join('');

export function nodes({ nodes: count }: Size): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: {
      name: nameOfNode(index),
      labels: { 'topology.kubernetes.io/zone': `europe-west1-${'bcd'[index % 3]}`, ...filler('node', 12) },
    },
    status: { addresses: [{ type: 'InternalIP', address: `10.128.${index >> 8}.${two(index)}` }] },
  }));
}

function nameOfNode(index: number): string {
  return `gke-production-main-pool-${(0x1f0c_0000 + index * 7919).toString(16)}-${hashOf(index, 4)}`;
}

/** Of each deployment the current one and one before it. */
export function replicaSets({ deployments }: Size): readonly object[] {
  return Array.from({ length: deployments * 2 }, (_, index) => {
    const deployment = index >> 1;
    return {
      ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
      metadata: {
        name: `${appOf(deployment)}-${hashOf(index, 10)}`,
        namespace: namespaceOf(deployment),
        ownerReferences: [ownerReference('apps/v1', 'Deployment', appOf(deployment))],
      },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: appOf(deployment) } },
        template: { metadata: { labels: { app: appOf(deployment) } }, spec: podSpec(undefined) },
      },
    };
  });
}

/** A pod, and what stands in its status: the API server takes the two one after the other. */
export function pods(size: Size): readonly { readonly pod: object; readonly status: object }[] {
  return Array.from({ length: size.deployments * size.podsEach }, (_, index) => {
    const deployment = Math.floor(index / size.podsEach);
    const set = `${appOf(deployment)}-${hashOf(deployment * 2, 10)}`;
    const metadata = {
      name: `${set}-${hashOf(index * 31 + 5, 5)}${index % size.podsEach}`,
      namespace: namespaceOf(deployment),
      labels: {
        app: appOf(deployment),
        'pod-template-hash': hashOf(deployment * 2, 10),
        ...filler('pod', 6),
      },
      annotations: filler('example.com/annotation', 8),
      ownerReferences: [ownerReference('apps/v1', 'ReplicaSet', set)],
    };
    const about = { apiVersion: 'v1', kind: 'Pod', metadata };
    return {
      pod: { ...about, spec: podSpec(nameOfNode(index % size.nodes)) },
      status: { ...about, status: podStatus(index) },
    };
  });
}

function podSpec(nodeName: string | undefined): object {
  const container = (name: string) => ({
    ...{ name, image: `registry.example.com/team/${name}:v1.24.3-0123456789abcdef` },
    env: Array.from({ length: 14 }, (_, index) => ({
      name: `SOME_SETTING_${index}`,
      value: `a value of a usual length ${index}`,
    })),
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    livenessProbe: { httpGet: { path: '/livez', port: 8080 }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5 },
    volumeMounts: [{ name: 'config', mountPath: '/etc/config' }],
  });
  return {
    ...(nodeName !== undefined && { nodeName }),
    containers: [container('app'), container('sidecar')],
    volumes: [{ name: 'config', configMap: { name: 'some-configuration' } }],
  };
}

function podStatus(index: number): object {
  const at = '2026-11-27T10:00:00Z';
  return {
    ...{ phase: 'Running', podIP: `10.${64 + (index >> 16)}.${two(index >> 8)}.${two(index)}` },
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
      ...{ type, status: 'True', lastProbeTime: null, lastTransitionTime: at },
    })),
    containerStatuses: ['app', 'sidecar'].map((name) => ({
      ...{ name, ready: true, restartCount: 0, image: `registry.example.com/team/${name}:v1.24.3` },
      imageID: `registry.example.com/team/${name}@sha256:${'0123456789abcdef'.repeat(4)}`,
      containerID: `containerd://${'fedcba9876543210'.repeat(4)}`,
      state: { running: { startedAt: at } },
    })),
  };
}

function ownerReference(apiVersion: string, kind: string, name: string): object {
  const uid = '00000000-0000-4000-8000-000000000000';
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function filler(prefix: string, count: number): Record<string, string> {
  const pairs = Array.from({ length: count }, (_, index) => [
    `${prefix}-${index}`,
    `a-value-of-some-length-${index}`,
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
