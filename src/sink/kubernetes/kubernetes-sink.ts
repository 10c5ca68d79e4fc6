import { ApiException, type CustomObjectsApi, type KubeConfig } from '@kubernetes/client-node';

import { checkCluster, namespaceOf } from '../../kubernetes/cluster.ts';
import { type Existing, createOnce, identityOf } from '../create-once.ts';
import type { LateStatus } from '../late-status.ts';
import type { Resource } from '../resource.ts';
import { type ResourceType, alertStormType, resourceTypeOf } from '../resource-type.ts';
import { type Sink, SinkError, type Submitted, type SubmittedStorm } from '../sink.ts';
import { checkAnswer } from './answer.ts';
import { apiCall } from './api-call.ts';
import { customObjectsApi } from './custom-objects.ts';
import { classify, isAlreadyExists } from './errors.ts';
import { sinkSeeker } from './seeker.ts';
import { StatusInCluster } from './status-in-cluster.ts';
import { Transport } from './transport.ts';
import { WrittenInCluster } from './written-in-cluster.ts';

export interface KubernetesSinkOptions {
  /** Undefined: that of the kubeconfig's context. */
  readonly namespace?: string | undefined;
  readonly timeoutMs: number;
  /** What is written; AlertStorms where it is left out. */
  readonly type?: ResourceType | undefined;
}

/** Creates each storm's resource in a cluster. Tokens are read again, and renewed, by client-node. */
export class KubernetesSink implements Sink {
  readonly kind = 'kubernetes';
  readonly written: WrittenInCluster;
  /** Where resources go that name no namespace. */
  readonly namespace: string;
  readonly #type: ResourceType;
  readonly #transport: Transport;
  readonly #api: CustomObjectsApi;
  readonly #status: StatusInCluster;

  constructor(kubeConfig: KubeConfig, options: KubernetesSinkOptions) {
    checkCluster(kubeConfig, sinkSeeker);
    this.namespace = options.namespace ?? namespaceOf(kubeConfig);
    this.#type = options.type ?? alertStormType;
    this.#transport = new Transport(options.timeoutMs);
    this.#api = customObjectsApi(kubeConfig, this.#transport);
    this.#status = new StatusInCluster(this.#api);
    this.written = new WrittenInCluster(this.#api, this.#type, this.namespace);
  }

  async submit(resource: Resource): Promise<Submitted> {
    try {
      return await createOnce(resource, (candidate) => this.#create(candidate));
    } catch (error) {
      throw this.#classify(error, resource);
    }
  }

  async exists(resource: Resource): Promise<boolean> {
    try {
      await this.#get(resource);
      return true;
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return false;
      throw this.#classify(error, resource);
    }
  }

  updateStatus(submitted: SubmittedStorm, status: LateStatus): Promise<'written' | 'gone'> {
    const { namespace = this.namespace } = submitted;
    return this.#status.write({ ...submitted, namespace }, status);
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #create(resource: Resource): Promise<'created' | Existing> {
    const { name, ...place } = this.#addressOf(resource);
    const body = { ...resource, metadata: { ...resource.metadata, namespace: place.namespace } };
    try {
      // Strict: a field that the definition lacks is an error, where it would be dropped without a word.
      const strict = { fieldManager: 'stormfold', fieldValidation: 'Strict' };
      const create = () => this.#api.createNamespacedCustomObject({ ...place, ...strict, body });
      checkAnswer(await apiCall('create', place.plural, create), name);
      return 'created';
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return this.#existing(resource);
    }
  }

  async #existing(resource: Resource): Promise<Existing> {
    const { name } = resource.metadata;
    try {
      return identityOf(checkAnswer(await this.#get(resource), name));
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 404) throw error;
      throw new SinkError(`${name} existed, and was deleted before it could be read`, {
        verdict: 'retry',
        reason: 'conflict',
        advice: 'Nothing to do: the next try creates it',
      });
    }
  }

  #get(resource: Resource): Promise<unknown> {
    const address = this.#addressOf(resource);
    return apiCall('get', address.plural, () => this.#api.getNamespacedCustomObject(address));
  }

  #addressOf(resource: Resource) {
    const { group, version, plural } = this.#typeOf(resource);
    const { name, namespace = this.namespace } = resource.metadata;
    return { group, version, plural, namespace, name };
  }

  // What was kept for a retry may be of a kind that is configured no more.
  #typeOf(resource: Resource): ResourceType {
    return resource.kind === this.#type.kind ? this.#type : resourceTypeOf(resource);
  }

  #classify(error: unknown, resource: Resource): SinkError {
    return classify(error, { type: this.#typeOf(resource), verbs: ['create', 'get'] });
  }
}
