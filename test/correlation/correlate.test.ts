import { describe, expect, it } from 'vitest';

import { causesOf, episode, threeNodes, topology } from './cluster.ts';

const notReady = (node: string, at = 0) => episode(at, 'KubeNodeNotReady', { node });
const podNotReady = (pod: string, at = 10) => episode(at, 'KubePodNotReady', { namespace: 'shop', pod });
const crash = (pod: string, at = 10) =>
  episode(at, 'KubePodCrashLooping', { namespace: 'shop', pod, reason: 'CrashLoopBackOff' });
const mismatch = (deployment: string, at = 20) =>
  episode(at, 'KubeDeploymentReplicasMismatch', { namespace: 'shop', deployment });

const placed = (kind: string, name: string, node: string) => ({
  ...{ namespace: 'shop', name: `${name}-0`, node, owners: [{ kind, name }], pvcs: [] },
  ...{ podIP: null, createdAtMs: null, deletedAtMs: null },
});

describe('a node that goes', () => {
  it('takes its pods and what its workloads lack, and nothing of others', () => {
    const found = causesOf(
      [notReady('n1'), podNotReady('api-0'), podNotReady('db-0'), mismatch('api'), podNotReady('web-0')],
      threeNodes,
    );
    expect(found).toEqual([
      [
        'KubeDeploymentReplicasMismatch api',
        'KubeNodeNotReady n1',
        'KubePodNotReady api-0',
        'KubePodNotReady db-0',
      ],
      ['KubePodNotReady web-0'],
    ]);
  });

  it('takes a pod that waits elsewhere in place of one of its own', () => {
    const found = causesOf([notReady('n1'), podNotReady('api-2')], threeNodes);
    expect(found).toEqual([['KubeNodeNotReady n1', 'KubePodNotReady api-2']]);
  });

  it('does not take a workload that fails by its own fault', () => {
    const found = causesOf([notReady('n1'), crash('api-1'), crash('api-2'), mismatch('api')], threeNodes);
    expect(found).toEqual([
      ['KubeDeploymentReplicasMismatch api', 'KubePodCrashLooping api-1', 'KubePodCrashLooping api-2'],
      ['KubeNodeNotReady n1'],
    ]);
  });

  it('keeps what it took where it goes again', () => {
    const found = causesOf(
      [notReady('n1'), podNotReady('db-0', 200), { ...notReady('n1', 400), id: 'again' }],
      threeNodes,
    );
    expect(found).toEqual([['KubeNodeNotReady n1', 'KubePodNotReady db-0'], ['again']]);
  });

  it('takes nothing that began long before or after', () => {
    const found = causesOf(
      [notReady('n1', 1000), podNotReady('db-0', 0), podNotReady('api-0', 2000)],
      threeNodes,
    );
    expect(found.map((some) => some.length)).toEqual([1, 1, 1]);
  });

  it('takes a StatefulSet whose pods may have been there, once those of three workloads had to go', () => {
    const known = topology({
      nodes: ['n1', 'n2'].map((name, i) => ({ name, internalIP: `10.0.0.${i}` })),
      pods: [
        ...['a', 'b', 'c'].map((app) => placed('Deployment', app, 'n1')),
        placed('StatefulSet', 'db', 'n2'),
      ],
    });
    const lacking = ['a', 'b', 'c'].map((app) => mismatch(app, 5));
    const set = episode(20, 'KubeStatefulSetReplicasMismatch', { namespace: 'shop', statefulset: 'db' });
    const waiting = [podNotReady('db-0', 8), set];
    const sizes = (some: Parameters<typeof causesOf>[0]) => causesOf(some, known).map(({ length }) => length);
    expect(sizes([notReady('n1'), ...lacking, ...waiting])).toEqual([6]);
    expect(sizes([notReady('n1'), ...lacking.slice(1), ...waiting])).toEqual([3, 2]);
    expect(sizes([notReady('n1'), ...lacking, crash('db-0', 8), set])).toEqual([4, 2]);
  });

  it('takes an agent that fails there alone, and what else is said of it', () => {
    const agent = (pod: string, node: string) =>
      episode(2, 'PodCrashLooping', { namespace: 'kube-system', pod: `cni-${pod}`, node });
    const odd = episode(30, 'NodeNetworkErrors', { node: 'n1' });
    expect(causesOf([notReady('n1'), agent('x2k4z', 'n1'), odd])).toHaveLength(1);
    const many = [agent('x2k4z', 'n1'), agent('bq7vd', 'n2'), agent('mz9tn', 'n3')];
    expect(causesOf([notReady('n1'), ...many]).map(({ length }) => length)).toEqual([3, 1]);
  });

  it('has nothing to do with a certificate or a clock', () => {
    const found = causesOf(
      [
        notReady('n1'),
        episode(5, 'KubeletClientCertificateExpiration', { node: 'n1' }),
        episode(5, 'NodeClockNotSynchronising', { node: 'n1' }),
      ],
      threeNodes,
    );
    expect(found.map((some) => some.length)).toEqual([1, 1, 1]);
  });

  it('is one with the others of its zone that go then', () => {
    const both = [notReady('n2'), notReady('n3', 20), podNotReady('web-0', 30), podNotReady('web-1', 30)];
    expect(causesOf(both, threeNodes)).toHaveLength(1);
    expect(causesOf([notReady('n1'), notReady('n2', 20)], threeNodes)).toHaveLength(2);
  });
});

describe('a node that is short of something', () => {
  const pressure = episode(0, 'KubeNodePressure', { node: 'n1', condition: 'MemoryPressure' });
  const throttled = (pod: string) => episode(10, 'CPUThrottlingHigh', { namespace: 'shop', pod });

  it('is no cause until things of three workloads on it complain', () => {
    expect(causesOf([pressure, throttled('db-0'), throttled('api-0')], threeNodes)).toHaveLength(3);
  });

  it('takes what is short of something or ends for it, and not what ends by its own fault', () => {
    const node = { node: 'n9' };
    const on9 = (name: string, pod: string) => episode(10, name, { namespace: 'shop', pod, ...node });
    const found = causesOf([
      episode(0, 'KubeNodePressure', node),
      ...['a-0', 'b-0', 'c-0'].map((pod) => on9('CPUThrottlingHigh', pod)),
      on9('KubePodCrashLooping', 'a-0'),
      on9('KubePodCrashLooping', 'd-0'),
    ]);
    expect(found.map((some) => some.length)).toEqual([5, 1]);
    expect(found[1]).toEqual(['KubePodCrashLooping d-0']);
  });
});

describe('what many depend on', () => {
  it('takes what of a namespace waits while its quota is used up, and not what fails', () => {
    const quota = episode(0, 'KubeQuotaExceeded', { namespace: 'shop', resourcequota: 'compute' });
    const found = causesOf([quota, mismatch('api'), mismatch('web'), crash('db-0')]);
    expect(found).toEqual([
      ['KubeDeploymentReplicasMismatch api', 'KubeDeploymentReplicasMismatch web', 'KubeQuotaExceeded shop'],
      ['KubePodCrashLooping db-0'],
    ]);
    expect(causesOf([quota, mismatch('api')])).toHaveLength(2);
  });

  it('may be a machine, as long as nothing runs on it', () => {
    const errors = (service: string) => episode(20, 'OutgoingErrors', { namespace: 'shop', service });
    const some = [episode(0, 'NatHostDown', { host: 'nat-1' }), ...['a', 'b', 'c'].map(errors)];
    expect(causesOf(some)).toHaveLength(1);
    expect(
      causesOf([...some, episode(5, 'KubePodNotReady', { namespace: 'shop', pod: 'x', node: 'nat-1' })]),
    ).toHaveLength(4);
  });

  it('takes the controllers that end without the API server', () => {
    const down = episode(0, 'KubeAPIDown');
    const found = causesOf([down, mismatch('deploy-controller'), mismatch('db-operator'), mismatch('web')]);
    expect(found.map((some) => some.length)).toEqual([3, 1]);
  });
});

it('a node takes what lacks something in its time where nobody knows where things run, if that is of three', () => {
  const lacking = [mismatch('api'), mismatch('web'), mismatch('db')];
  expect(causesOf([notReady('n1'), ...lacking])).toHaveLength(1);
  expect(causesOf([notReady('n1'), ...lacking.slice(1)])).toHaveLength(3);
});

describe('what is left', () => {
  it('is of one cause where it is about one workload, and apart where it is not', () => {
    const [api1, api2, web] = ['api-7d9f8b6c5-x2x4z', 'api-7d9f8b6c5-bc4df', 'web-6c5d7f9b84-zz2x4'];
    const scaled = episode(15, 'KubeHpaMaxedOut', { namespace: 'shop', horizontalpodautoscaler: 'api' });
    const found = causesOf([crash(api1), crash(api2), mismatch('api'), scaled, crash(web), mismatch('web')]);
    expect(found).toEqual([
      [
        'KubeDeploymentReplicasMismatch api',
        'KubeHpaMaxedOut shop',
        `KubePodCrashLooping ${api2}`,
        `KubePodCrashLooping ${api1}`,
      ],
      ['KubeDeploymentReplicasMismatch web', `KubePodCrashLooping ${web}`],
    ]);
  });
});
