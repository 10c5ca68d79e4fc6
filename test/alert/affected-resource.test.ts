import { describe, expect, it } from 'vitest';

import { affectedResourceOf, namespaceOf } from '../../src/alert/affected-resource.ts';
import { fromKubelet, fromKubeStateMetrics, fromNodeExporter } from './scraped.ts';

const alertname = 'HighCPUUsage';

describe('what an alert is about', () => {
  it('is its pod, also when the pod is named like the service that it belongs to', () => {
    const labels = { alertname, namespace: 'prod-api', pod: 'api-7d9', service: 'api' };
    expect(affectedResourceOf(labels)).toEqual({ kind: 'Pod', namespace: 'prod-api', name: 'api-7d9' });
  });

  it('is the deployment rather than the pod beside it', () => {
    const labels = { alertname, namespace: 'prod-api', pod: 'api-7d9', deployment: 'api' };
    expect(affectedResourceOf(labels)).toEqual({ kind: 'Deployment', namespace: 'prod-api', name: 'api' });
  });

  it('is the node, which has no namespace even when the alert has one', () => {
    expect(affectedResourceOf({ alertname, node: 'pool-a-1', namespace: 'prod-api' })).toEqual({
      kind: 'Node',
      name: 'pool-a-1',
    });
  });

  it('is the pod rather than the node that it runs on', () => {
    const labels = { alertname, namespace: 'prod-api', pod: 'api-7d9', node: 'pool-a-1' };
    expect(affectedResourceOf(labels)).toEqual({ kind: 'Pod', namespace: 'prod-api', name: 'api-7d9' });
  });

  it('is unknown, under the name of the alert, when no label says it', () => {
    expect(affectedResourceOf({ alertname })).toEqual({ kind: 'Unknown', name: alertname });
    expect(affectedResourceOf({ alertname, namespace: 'prod-api', job: 'api', service: 'api' })).toEqual({
      kind: 'Unknown',
      namespace: 'prod-api',
      name: alertname,
    });
    expect(affectedResourceOf({})).toEqual({ kind: 'Unknown', name: '(unnamed)' });
  });

  it('is never a Job because of `job`, nor anything because of service, endpoint or container', () => {
    const labels = { alertname, namespace: 'x', job: 'nightly', service: 's', endpoint: 'e', container: 'c' };
    expect(affectedResourceOf(labels).kind).toBe('Unknown');
  });

  it('is the persistent volume, which has no namespace', () => {
    expect(affectedResourceOf({ alertname, persistentvolume: 'pv-1', namespace: 'x' })).toEqual({
      kind: 'PersistentVolume',
      name: 'pv-1',
    });
  });
});

describe('labels of the scraper', () => {
  it.each([
    ['kube-state-metrics', { ...fromKubeStateMetrics, namespace: 'observability' }],
    ['node-exporter', { ...fromNodeExporter, instance: '' }],
    ['an exporter named like its service', { pod: 'ksm-7d4-xx', service: 'ksm', node: '', instance: '' }],
  ])('the pod of %s is not what an alert on a node is about', (_, labels) => {
    expect(affectedResourceOf({ alertname, ...labels, node: 'pool-a-1' })).toEqual({
      kind: 'Node',
      name: 'pool-a-1',
    });
  });

  it('the address of kube-state-metrics is not a node', () => {
    expect(affectedResourceOf({ alertname, ...fromKubeStateMetrics }).kind).toBe('Unknown');
  });

  it.each([
    ['node-exporter, crash-looping by kube-state-metrics', 'mon-node-exporter-h4x9d', fromKubeStateMetrics],
    ['node-exporter, throttled by the kubelet', 'mon-node-exporter-h4x9d', fromKubelet],
    ['kube-state-metrics, throttled by the kubelet', 'mon-kube-state-metrics-5f7c-q2lzt', fromKubelet],
  ])('a pod of an exporter is the object when somebody else reports on it: %s', (_, pod, scraper) => {
    expect(affectedResourceOf({ alertname, ...scraper, namespace: 'observability', pod })).toEqual({
      kind: 'Pod',
      namespace: 'observability',
      name: pod,
    });
  });

  it('exported twins are the object, whatever was scraped', () => {
    const labels = {
      ...{ alertname, ...fromKubeStateMetrics, namespace: 'observability' },
      ...{ exported_namespace: 'prod-api', exported_pod: 'kube-state-metrics-of-theirs' },
    };
    const pod = { kind: 'Pod', namespace: 'prod-api', name: 'kube-state-metrics-of-theirs' };
    expect(affectedResourceOf(labels)).toEqual(pod);
  });

  it.each([
    [{ exported_deployment: 'theirs', deployment: 'ours' }, 'Deployment'],
    [{ exported_node: 'theirs', node: 'ours' }, 'Node'],
    [{ exported_instance: 'theirs:9100', instance: 'ours:9100' }, 'Node'],
    [{ exported_instance: 'theirs:9100', ...fromKubeStateMetrics }, 'Node'],
  ])('an exported twin wins over its plain one: %j', (labels, kind) => {
    expect(affectedResourceOf({ alertname, ...labels })).toEqual({ kind, name: 'theirs' });
  });

  it('an empty exported twin is none', () => {
    expect(namespaceOf({ exported_namespace: '', namespace: 'shop' })).toBe('shop');
    expect(namespaceOf({ exported_namespace: 'shop', namespace: 'observability' })).toBe('shop');
    expect(namespaceOf({ namespace: '' })).toBeUndefined();
  });
});

describe('the instance that stands for a node', () => {
  it.each([
    ['10.0.0.12:9100', '10.0.0.12'],
    ['gpu-42.lab.example:9100', 'gpu-42.lab.example'],
    ['gpu-42', 'gpu-42'],
    ['[2001:db8::12]:9100', '2001:db8::12'],
    ['[2001:db8::12]', '2001:db8::12'],
    ['2001:db8::12', '2001:db8::12'],
    ['https://shop.example/health?deep=1', 'shop.example'],
    ['https://shop.example:8443/health', 'shop.example'],
    ['http://[2001:db8::12]:9100/metrics', '2001:db8::12'],
    [':9100', ':9100'],
    ['rack 7/port 3', 'rack 7/port 3'],
  ])('%s is %s', (instance, name) => {
    expect(affectedResourceOf({ alertname, instance })).toEqual({ kind: 'Node', name });
  });
});

describe('labels that are odd', () => {
  it('count as missing when empty, all the way down', () => {
    const labels = { alertname, deployment: '', pod: '', node: '', instance: '', namespace: '' };
    expect(affectedResourceOf(labels)).toEqual({ kind: 'Unknown', name: alertname });
    expect(affectedResourceOf({ ...labels, alertname: '' }).name).toBe('(unnamed)');
  });

  it.each([
    ['a slash', 'team/api', 'a/b/c'],
    ['capitals and spaces', 'Prod API', 'Api 7D9'],
    ['other scripts', 'продакшн', '店舗-🔥'],
    ['a thousand characters', 'n'.repeat(1000), 'p'.repeat(1000)],
    ['names of built-in properties', '__proto__', 'constructor'],
  ])('are kept as they are: %s', (_, namespace, pod) => {
    expect(affectedResourceOf({ alertname, namespace, pod })).toEqual({ kind: 'Pod', namespace, name: pod });
  });
});
