import { readFileSync } from 'node:fs';

import { CustomObjectsApi } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { buildManifest } from '../../../src/sink/manifest.ts';
import type { Resource } from '../../../src/sink/resource.ts';
import type { ResourceType } from '../../../src/sink/resource-type.ts';
import { ResourceTemplate } from '../../../src/sink/template/template.ts';
import { anySnapshot } from '../../support/any-snapshot.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace, serviceAccount } from '../../support/cluster.ts';
import { refusalOf } from '../../support/refusal.ts';
import { remediationRequest, remediationRequestSchema } from '../../support/remediation-request.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { sortedJson } from '../../support/sorted.ts';
import { applyStub } from '../../support/stub-definition.ts';

const workflow: ResourceType = {
  ...{ group: 'argoproj.io', version: 'v1alpha1', kind: 'Workflow', plural: 'workflows' },
};

function templateOf(example: string): ResourceTemplate {
  return new ResourceTemplate(readFileSync(`deploy/templates/${example}.yaml`, 'utf8'));
}

describe.skipIf(!hasApiServer)('a storm as another resource, on a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let objects: CustomObjectsApi;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
    await applyStub(server.kubeConfig, remediationRequest, remediationRequestSchema);
    await applyStub(server.kubeConfig, workflow);
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    objects = server.kubeConfig.makeApiClient(CustomObjectsApi);
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  function sinkFor(type: ResourceType, kubeConfig = server.kubeConfig): KubernetesSink {
    const sink = new KubernetesSink(kubeConfig, { namespace, timeoutMs: 30_000, type });
    stack.defer(() => sink.close());
    return sink;
  }

  async function stored({ group, version, plural }: ResourceType, name: string) {
    const object: unknown = await objects.getNamespacedCustomObject({
      group,
      version,
      plural,
      namespace,
      name,
    });
    return object as Resource & { readonly spec: Record<string, unknown> };
  }

  it('is a RemediationRequest that says what, where and since when, with the whole storm in it', async () => {
    const template = templateOf('remediation-request');
    const storm = buildManifest(snapshotOf(), { instance: 'one' });
    const { name, created } = await sinkFor(template.type).submit(template.render(storm));
    expect([name, created, template.type]).toEqual([storm.metadata.name, true, remediationRequest]);
    const { providerData, ...spec } = (await stored(remediationRequest, name)).spec;
    expect(spec).toEqual({
      signalFingerprint: expect.stringMatching(/^[a-f0-9]{64}$/) as string,
      ...{
        signalName: 'KubePodCrashLooping',
        severity: 'critical',
        signalType: 'alert',
        signalSource: 'stormfold',
      },
      ...{ targetType: 'kubernetes', targetResource: { kind: 'Pod', namespace: 'shop', name: 'api-0' } },
      ...{ firingTime: '2026-11-24T11:59:30.123456789Z', receivedTime: storm.spec.window.openedAt },
      ...{ signalLabels: storm.spec.commonLabels, signalAnnotations: storm.spec.commonAnnotations },
    });
    expect(JSON.parse(String(providerData))).toEqual(storm.spec);
  });

  it('of the same pattern has the same fingerprint, of another has another', () => {
    const template = templateOf('remediation-request');
    const fingerprintOf = (storm: object) => {
      const resource = template.render(buildManifest(snapshotOf({ storm }), { instance: 'one' }));
      return (resource as unknown as { spec: { signalFingerprint: string } }).spec.signalFingerprint;
    };
    const other = { text: 'Other in shop', labels: { alertname: 'Other', namespace: 'shop' } };
    const prints = [{}, { id: '0123456789abcdef-000000000009' }, { pattern: other }].map(fingerprintOf);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  it.each(['remediation-request', 'argo-workflow'])(
    'is accepted whatever the storm: %s',
    async (example) => {
      const template = templateOf(example);
      const sink = sinkFor(template.type);
      for (const snapshot of fc.sample(anySnapshot, 40)) {
        const resource = template.render(buildManifest(snapshot, { instance: 'one' }));
        // An API server 1.20 that was built with a newer Go takes an empty text for null.
        if (JSON.stringify(resource).includes('"namespace":""')) continue;
        const { name } = await sink.submit(resource);
        const { spec } = await stored(template.type, name);
        expect(sortedJson(spec)).toBe(sortedJson((resource as unknown as { spec: unknown }).spec));
      }
    },
    60_000,
  );

  it('meets its own earlier write, and takes the name of no other storm', async () => {
    const template = templateOf('argo-workflow');
    const storm = buildManifest(snapshotOf({ storm: { id: '0123456789abcdef-00000000000b' } }), {
      instance: 'one',
    });
    const sink = sinkFor(template.type);
    const resource = template.render(storm);
    const { name } = resource.metadata;
    expect(await sink.submit(resource)).toEqual({ name, created: true });
    expect(await sink.submit(resource)).toEqual({ name, created: false });
    const renamed = template.render(
      buildManifest(snapshotOf({ storm: { id: '0123456789abcdef-00000000000c' } }), { instance: 'one' }),
    );
    const taken = { ...renamed, metadata: { ...renamed.metadata, name } };
    expect((await refusalOf(sink.submit(taken))).message).toBe(
      `the name ${name} is taken by storm 0123456789abcdef-00000000000b`,
    );
  });

  it('without rights, or without its definition, says what to grant and what to install', async () => {
    const template = templateOf('argo-workflow');
    const resource = template.render(buildManifest(snapshotOf(), { instance: 'one' }));
    const stranger = await serviceAccount(server.kubeConfig, namespace, 'stranger', []);
    expect((await refusalOf(sinkFor(template.type, stranger).submit(resource))).advice).toContain(
      '{apiGroups: [argoproj.io], resources: [workflows], verbs: [create, get]}',
    );
    const nowhere = sinkFor({ ...template.type, plural: 'workflowses' });
    expect(await refusalOf(nowhere.submit(resource))).toMatchObject({
      reason: 'definition_missing',
      advice:
        'Install what defines workflowses of argoproj.io/v1alpha1; if kubectl api-resources says another plural, set ' +
        'STORMFOLD_SINK_TEMPLATE_PLURAL',
    });
  });
});
