import {
  ApiException,
  CustomObjectsApi,
  type KubeConfig,
  ServerConfiguration,
  createConfiguration,
} from '@kubernetes/client-node';

import type { AlertStormManifest } from './alert-storm.ts';
import { checkCluster, namespaceOf } from './cluster.ts';
import { type Existing, createOnce, identityOf } from './create-once.ts';
import { notAnApiServer } from './kubernetes-advice.ts';
import { classify, isAlreadyExists } from './kubernetes-errors.ts';
import { resourceType } from './resource-type.ts';
import { type Sink, SinkError, type Submitted } from './sink.ts';
import { Transport } from './transport.ts';

const { group, version, plural } = resourceType;

/** Creates each storm's resource in a cluster. Tokens are read again, and renewed, by client-node. */
export class KubernetesSink implements Sink {
  readonly kind = 'kubernetes';
  /** Where resources go whose manifest names no namespace. */
  readonly namespace: string;
  readonly #transport: Transport;
  readonly #api: CustomObjectsApi;

  constructor(kubeConfig: KubeConfig, options: { namespace?: string | undefined; timeoutMs: number }) {
    checkCluster(kubeConfig);
    this.namespace = options.namespace ?? namespaceOf(kubeConfig);
    this.#transport = new Transport(options.timeoutMs);
    this.#api = customObjectsApi(kubeConfig, this.#transport);
  }

  async submit(manifest: AlertStormManifest): Promise<Submitted> {
    const namespace = manifest.metadata.namespace ?? this.namespace;
    try {
      return await createOnce(manifest, (candidate) => this.#create(namespace, candidate));
    } catch (error) {
      throw classify(error);
    }
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #create(namespace: string, manifest: AlertStormManifest): Promise<'created' | Existing> {
    const body = { ...manifest, metadata: { ...manifest.metadata, namespace } };
    const place = { group, version, plural, namespace };
    const { name } = manifest.metadata;
    try {
      // Strict: a field that the definition lacks is an error, where it would be dropped without a word.
      const strict = { fieldManager: 'stormfold', fieldValidation: 'Strict' };
      checkAnswer(await this.#api.createNamespacedCustomObject({ ...place, ...strict, body }), name);
      return 'created';
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return this.#existing(namespace, name);
    }
  }

  async #existing(namespace: string, name: string): Promise<Existing> {
    try {
      const place = { group, version, plural, namespace, name };
      return identityOf(checkAnswer(await this.#api.getNamespacedCustomObject(place), name));
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 404) throw error;
      throw new SinkError(`${name} existed, and was deleted before it could be read`, {
        verdict: 'retry',
        reason: 'conflict',
        advice: 'Nothing to do: the next try creates it',
      });
    }
  }
}

// makeApiClient would do the same, with no place for a middleware that sees every request.
function customObjectsApi(kubeConfig: KubeConfig, transport: Transport): CustomObjectsApi {
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  return new CustomObjectsApi(
    createConfiguration({
      baseServer: new ServerConfiguration(server, {}),
      authMethods: { default: kubeConfig },
      promiseMiddleware: [transport],
    }),
  );
}

// A proxy in between answers 200 with a page of its own, and client-node hands it over as if it were the resource: a
// storm would be settled that no API server has seen.
function checkAnswer(answer: unknown, name: string): unknown {
  if (typeof answer === 'object' && answer !== null && 'metadata' in answer) {
    const { metadata } = answer;
    if (typeof metadata === 'object' && metadata !== null && 'name' in metadata && metadata.name === name)
      return answer;
  }
  throw new SinkError(`the server answered with something that is not the resource ${name}`, {
    verdict: 'wait',
    reason: 'unexpected',
    advice: notAnApiServer,
  });
}
