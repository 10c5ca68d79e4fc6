import { ApiException, type CustomObjectsApi, setHeaderOptions } from '@kubernetes/client-node';
import { z } from 'zod';

import { type ResourceType, metadataKeys } from '../resource-type.ts';
import { SinkError, type WrittenResource, type WrittenResources } from '../sink.ts';
import { notAnApiServer } from './advice.ts';
import { classify } from './errors.ts';

const pageSize = 250;

// Only the metadata: a page of whole storms could be 60 MB.
const metadataOnly = setHeaderOptions(
  'Accept',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
);

const item = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    creationTimestamp: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
});

const listAnswer = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  // Of no metadata at all the server makes null, not an empty list.
  items: z.array(item).nullable(),
});

type Item = z.infer<typeof item>;

/** The resources of one type in one namespace that storms have been written to. */
export class WrittenInCluster implements WrittenResources {
  readonly #api: CustomObjectsApi;
  readonly #type: ResourceType;
  readonly #place: Pick<ResourceType, 'group' | 'version' | 'plural'> & { readonly namespace: string };

  constructor(api: CustomObjectsApi, type: ResourceType, namespace: string) {
    this.#api = api;
    this.#type = type;
    const { group, version, plural } = type;
    this.#place = { group, version, plural, namespace };
  }

  async *pages(): AsyncGenerator<readonly WrittenResource[]> {
    for (let next: string | undefined = ''; next !== undefined;) {
      const { metadata, items } = await this.#page(next);
      yield (items ?? []).map(writtenOf);
      next = metadata.continue === '' ? undefined : metadata.continue;
    }
  }

  async delete({ name, uid }: WrittenResource): Promise<void> {
    // By its uid: another may have taken the name since it was listed.
    const body = { preconditions: { uid }, propagationPolicy: 'Background' };
    try {
      await this.#api.deleteNamespacedCustomObject({ ...this.#place, name, body });
    } catch (error) {
      if (error instanceof ApiException && [404, 409].includes(error.code)) return;
      throw this.#classify(error);
    }
  }

  async #page(from: string): Promise<z.infer<typeof listAnswer>> {
    const query = {
      labelSelector: metadataKeys.stormId,
      limit: pageSize,
      ...(from !== '' && { _continue: from }),
    };
    try {
      const answer: unknown = await this.#api.listNamespacedCustomObject(
        { ...this.#place, ...query },
        metadataOnly,
      );
      return checkList(answer);
    } catch (error) {
      throw this.#classify(error);
    }
  }

  #classify(error: unknown): SinkError {
    return classify(error, { type: this.#type, verbs: ['list', 'delete'] });
  }
}

function checkList(answer: unknown): z.infer<typeof listAnswer> {
  const result = listAnswer.safeParse(answer);
  if (result.success) return result.data;
  throw new SinkError('the server answered with something that is not a list of resources', {
    ...{ verdict: 'wait', reason: 'unexpected', advice: notAnApiServer },
  });
}

function writtenOf({
  metadata: { name, uid, creationTimestamp, labels, annotations },
}: Item): WrittenResource {
  return {
    ...{ name, uid },
    createdAt: Date.parse(creationTimestamp),
    stormId: annotations[metadataKeys.stormId] ?? labels[metadataKeys.stormId] ?? '',
    instance: annotations[metadataKeys.instance] ?? '',
  };
}
