import type { AlertStormManifest } from '../alert-storm.ts';
import { type Pairs, type Resource } from '../resource.ts';
import { type ResourceType, metadataKeys, resourceTypeOf } from '../resource-type.ts';
import { specHashOf } from '../spec-hash.ts';
import { makeEngine } from './engine.ts';
import { type Render, TemplateError, compile, readTemplate } from './placeholders.ts';
import { type Shape, headOf, shapeOf } from './shape.ts';
import { viewOf } from './storm-view.ts';

/** etcd takes about 1.5 MiB. */
const longestBytes = 1024 * 1024;

/** What says whose a resource is: by these a retry recognises its own write, and clean-up what is ours. */
const ownLabels = [metadataKeys.stormId, metadataKeys.patternHash];
const ownAnnotations = [metadataKeys.stormId, metadataKeys.instance, metadataKeys.member];

/** Another custom resource than AlertStorm: a YAML text whose placeholders are filled in from a storm. */
export class ResourceTemplate {
  readonly type: ResourceType;
  readonly #render: Render;

  /** Throws a TemplateError with every fault of the text. `plural` is for definitions that have an unusual one. */
  constructor(text: string, plural?: string) {
    const content = readTemplate(text);
    this.type = { ...resourceTypeOf(headOf(content)), ...(plural !== undefined && { plural }) };
    this.#render = compile(content, makeEngine());
  }

  /** The resource of a storm; equal for equal storms. Throws a TemplateError. */
  render(storm: AlertStormManifest): Resource {
    const resource = identified(shapeOf(this.#render(viewOf(storm))), storm);
    const bytes = Buffer.byteLength(JSON.stringify(resource));
    if (bytes <= longestBytes) return resource;
    const problem = `is ${bytes} bytes long when it is rendered; at most ${longestBytes} are allowed`;
    throw new TemplateError([{ place: 'the resource', problem }]);
  }
}

function identified({ apiVersion, kind, metadata, ...content }: Shape, storm: AlertStormManifest): Resource {
  const { name, namespace = storm.metadata.namespace, labels, annotations } = metadata;
  const specHash = { [metadataKeys.specHash]: specHashOf(content) };
  return {
    ...{ apiVersion, kind },
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: { ...labels, ...pick(storm.metadata.labels, ownLabels) },
      annotations: { ...annotations, ...pick(storm.metadata.annotations, ownAnnotations), ...specHash },
    },
    ...content,
  };
}

function pick(pairs: Pairs, keys: readonly string[]): Pairs {
  return Object.fromEntries(Object.entries(pairs).filter(([key]) => keys.includes(key)));
}
