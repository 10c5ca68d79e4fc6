import {
  AuthorizationV1Api,
  type KubeConfig,
  RbacAuthorizationV1Api,
  type V1ResourceRule,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../src/sink/kubernetes/kubernetes-sink.ts';
import { lateStatusOf } from '../../src/sink/late-status.ts';
import { buildManifest } from '../../src/sink/manifest.ts';
import { makeNamespace, serviceAccount, tokenOf } from '../support/cluster.ts';
import { kubectlLacks } from '../support/kubectl.ts';
import { snapshotOf } from '../support/snapshots.ts';
import { Installation } from './installation.ts';
import { ownApiServer } from '../support/api-server.ts';
import { RawApi, type Verb } from './raw-api.ts';
import { refusedRequests } from './refused-requests.ts';
import { deployFolder } from './tree.ts';

const lacksKubectl = ownApiServer ? kubectlLacks(`${deployFolder}/base`) : undefined;
const lacksComponents = ownApiServer ? kubectlLacks(`${deployFolder}/overlays/default`) : undefined;
const why = (lacks: string | undefined) => (lacks === undefined ? '' : ` (${lacks})`);
const verbs: readonly Verb[] = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
];
const account = 'stormfold-worker';
const storms = { group: 'stormfold.io', resource: 'alertstorms' };
const storm = buildManifest(snapshotOf(), { instance: 'stormfold' });
const stormsIn = (namespace: string) => `/apis/stormfold.io/v1alpha1/namespaces/${namespace}/alertstorms`;

/** What the service account of the workers may do, asked with a token of its own. */
describe.skipIf(!ownApiServer || lacksKubectl !== undefined)("the workers' service account", () => {
  const stack = new AsyncDisposableStack();
  let installed: Installation;

  beforeAll(async () => {
    installed = stack.use(await Installation.open());
    await installed.apply('base');
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  function workerIn(namespace: string): Promise<KubeConfig> {
    return tokenOf(installed.kubeConfig, namespace, account);
  }

  async function submitted(kubeConfig: KubeConfig, namespace: string) {
    const sink = new KubernetesSink(kubeConfig, { namespace, timeoutMs: 30_000 });
    try {
      return [await sink.submit(storm), await sink.submit(storm)].map(({ created }) => created);
    } finally {
      await sink.close();
    }
  }

  /** The verbs on storms, or on a part of them, that the server says it grants. */
  async function grantedVerbs(
    kubeConfig: KubeConfig,
    namespace: string,
    subresource?: string,
  ): Promise<Verb[]> {
    const part = subresource === undefined ? storms : { ...storms, subresource };
    const api = kubeConfig.makeApiClient(AuthorizationV1Api);
    const answers = await Promise.all(
      verbs.map(async (verb) => {
        const body = { spec: { resourceAttributes: { ...part, namespace, verb } } };
        const { status } = await api.createSelfSubjectAccessReview({ body });
        return { verb, allowed: status?.allowed };
      }),
    );
    return answers.filter(({ allowed }) => allowed).map(({ verb }) => verb);
  }

  async function rulesOf(kubeConfig: KubeConfig, namespace: string): Promise<V1ResourceRule[]> {
    const api = kubeConfig.makeApiClient(AuthorizationV1Api);
    const { status } = await api.createSelfSubjectRulesReview({ body: { spec: { namespace } } });
    expect(status?.incomplete).toBe(false);
    return status?.resourceRules ?? [];
  }

  it('writes a storm, and meets its own earlier write', async () => {
    expect(await submitted(await workerIn('stormfold'), 'stormfold')).toEqual([true, false]);
  });

  it('has the rules of its Role, and no other that a stranger would not have', async () => {
    const stranger = await serviceAccount(installed.kubeConfig, 'stormfold', 'stranger', []);
    const common = (await rulesOf(stranger, 'stormfold')).map((rule) => JSON.stringify(rule));
    const own = (await rulesOf(await workerIn('stormfold'), 'stormfold')).filter(
      (rule) => !common.includes(JSON.stringify(rule)),
    );
    const api = installed.kubeConfig.makeApiClient(RbacAuthorizationV1Api);
    const role = await api.readNamespacedRole({ namespace: 'stormfold', name: account });
    expect(own).toEqual(role.rules);
    expect(own).toEqual([
      { apiGroups: ['stormfold.io'], resources: ['alertstorms'], verbs: ['create', 'get'] },
      { apiGroups: ['stormfold.io'], resources: ['alertstorms/status'], verbs: ['patch'] },
    ]);
  });

  it('is granted two verbs on storms at home and one on their status, and none elsewhere', async () => {
    const worker = await workerIn('stormfold');
    expect(await grantedVerbs(worker, 'stormfold')).toEqual(['get', 'create']);
    expect(await grantedVerbs(worker, 'stormfold', 'status')).toEqual(['patch']);
    expect(await grantedVerbs(worker, 'default')).toEqual([]);
    expect(await grantedVerbs(worker, 'default', 'status')).toEqual([]);
  });

  it('writes what came later into the status of its storm', async () => {
    const sink = new KubernetesSink(await workerIn('stormfold'), {
      namespace: 'stormfold',
      timeoutMs: 30_000,
    });
    stack.defer(() => sink.close());
    const { name } = await sink.submit(storm);
    const { id: stormId } = snapshotOf().storm;
    const late = lateStatusOf(snapshotOf().storm, { joined: [], now: 0 });
    expect(await sink.updateStatus({ name, stormId }, late)).toBe('written');
  });

  describe('is refused', () => {
    let api: RawApi;
    let administrator: RawApi;
    let elsewhere: string;

    beforeAll(async () => {
      api = stack.use(await RawApi.open(await workerIn('stormfold')));
      administrator = stack.use(await RawApi.open(installed.kubeConfig));
      ({ name: elsewhere } = stack.use(await makeNamespace(installed.kubeConfig)));
    });

    it.each(refusedRequests)('to $verb $what', async ({ verb, path }) => {
      const place = path({ home: 'stormfold', elsewhere, storm: storm.metadata.name });
      const { status, reason } = await api.ask(verb, place);
      expect({ status, reason }).toEqual({ status: 403, reason: 'Forbidden' });
    });

    it('and each of those requests is one that the server would answer', async () => {
      const reads = refusedRequests.filter(({ verb }) => ['get', 'list'].includes(verb));
      const answers = await Promise.all(
        reads.map(async ({ verb, what, path }) => {
          const place = path({ home: 'stormfold', elsewhere, storm: storm.metadata.name });
          return { what, status: (await administrator.ask(verb, place)).status };
        }),
      );
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    });
  });

  describe.skipIf(lacksComponents !== undefined)(`with components${why(lacksComponents)}`, () => {
    it('lists and deletes storms too where it cleans up, and no more', async () => {
      await installed.apply('examples/everything');
      const [worker, namespace] = [await workerIn('alert-folding'), 'alert-folding'];
      expect(await grantedVerbs(worker, namespace)).toEqual(['get', 'list', 'create', 'delete']);
      expect(await submitted(worker, namespace)).toEqual([true, false]);
      expect(await deletedBy(worker, namespace)).toEqual([storm.metadata.name]);
      expect(await deletedBy(worker, namespace)).toEqual([]);
      await using api = await RawApi.open(worker);
      expect((await api.ask('deletecollection', stormsIn(namespace))).status).toBe(403);
      expect((await api.ask('list', stormsIn('stormfold'))).status).toBe(403);
    });

    /** Deletes whatever storms there are, as the clean-up does, and answers their names. */
    async function deletedBy(kubeConfig: KubeConfig, namespace: string): Promise<string[]> {
      const sink = new KubernetesSink(kubeConfig, { namespace, timeoutMs: 30_000 });
      stack.defer(() => sink.close());
      const names: string[] = [];
      for await (const page of sink.written.pages()) {
        for (const resource of page) {
          await sink.written.delete(resource);
          names.push(resource.name);
        }
      }
      return names;
    }

    it('writes to another namespace where storms go there, and only there', async () => {
      await installed.kubectl.run('delete', '-n', 'stormfold', 'role,rolebinding', account);
      await installed.apply('examples/storms-elsewhere');
      const worker = await workerIn('stormfold');
      expect(await submitted(worker, 'storms')).toEqual([true, false]);
      expect(await grantedVerbs(worker, 'storms')).toEqual(['get', 'create']);
      expect(await grantedVerbs(worker, 'storms', 'status')).toEqual(['patch']);
      expect(await grantedVerbs(worker, 'stormfold')).toEqual([]);
    });
  });
});
