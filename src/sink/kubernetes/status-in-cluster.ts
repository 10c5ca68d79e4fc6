import { type CustomObjectsApi, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { z } from 'zod';

import { identityOf } from '../create-once.ts';
import type { LateStatus } from '../late-status.ts';
import { alertStormType } from '../resource-type.ts';
import type { SubmittedStorm } from '../sink.ts';
import { checkAnswer } from './answer.ts';
import { apiCall } from './api-call.ts';
import { type Asked, classify, isObjectMissing } from './errors.ts';

const { group, version, plural } = alertStormType;

// Nobody needs the spec for this, and it may be 200 KB long, twice for each update.
const metadataOnly = setHeaderOptions(
  'Accept',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
);

// What a merge patch does not name it leaves alone: a consumer's phase and conditions. Left to itself the client says
// that the body is a list of operations.
const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch, metadataOnly);

const toGet: Asked = { type: alertStormType, verbs: ['get'] };
const toPatch: Asked = { type: alertStormType, verbs: ['patch'], subresource: 'status' };

type Place = SubmittedStorm & { readonly namespace: string };

/** Writes what came after the seal into the status of AlertStorms; what a template made has no place for it. */
export class StatusInCluster {
  readonly #api: CustomObjectsApi;

  constructor(api: CustomObjectsApi) {
    this.#api = api;
  }

  /** Throws a SinkError: a write of another's in the same moment is a conflict, to be tried again. */
  async write(place: Place, status: LateStatus): Promise<'written' | 'gone'> {
    const address = { group, version, plural, namespace: place.namespace, name: place.name };
    const look = () => this.#api.getNamespacedCustomObject(address, metadataOnly);
    const standing = await unlessGone(apiCall('get', plural, look), place, toGet);
    if (standing === undefined || identityOf(standing).stormId !== place.stormId) return 'gone';
    const body = { metadata: versionOf(standing), status: { alerts: status } };
    const strict = { fieldManager: 'stormfold', fieldValidation: 'Strict' };
    const patch = () =>
      this.#api.patchNamespacedCustomObjectStatus({ ...address, ...strict, body }, mergePatch);
    const answer = apiCall('patch', `${plural}/status`, patch);
    return (await unlessGone(answer, place, toPatch)) === undefined ? 'gone' : 'written';
  }
}

/** The resource that the server answers with; undefined where it says that there is none. */
async function unlessGone(answer: Promise<unknown>, { name }: Place, asked: Asked): Promise<unknown> {
  try {
    return checkAnswer(await answer, name);
  } catch (error) {
    if (isObjectMissing(error, name)) return undefined;
    throw classify(error, asked);
  }
}

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

// The patch is for the very object that was looked at: somebody may put another in its place in between.
function versionOf(standing: unknown): { resourceVersion?: string } {
  const { data } = versioned.safeParse(standing);
  return data === undefined ? {} : { resourceVersion: data.metadata.resourceVersion };
}
