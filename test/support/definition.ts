import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

import { readCrd } from '../../src/sink/crd.ts';
import { rfc3339 } from '../../src/sink/rfc3339.ts';

/** A node of the definition's schema, as far as tests look at it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: SchemaNode };
    }[];
  };
}

export function readDefinition(): Definition {
  return parse(readCrd()) as Definition;
}

/** The schema of the only version. */
export function readSchema(): SchemaNode {
  const [version, ...others] = readDefinition().spec.versions;
  if (version === undefined || others.length > 0)
    throw new Error('the definition has not exactly one version');
  return version.schema.openAPIV3Schema;
}

/** Says no to everything that the API server would refuse or, worse, drop: a field that the schema lacks. */
export function strictValidator(): ValidateFunction {
  const formats = { 'date-time': (text: string) => rfc3339(text) !== undefined, int64: true } as const;
  const ajv = new Ajv({ strict: false, formats });
  return ajv.compile(closed(readSchema()));
}

// Kubernetes itself knows what is in metadata, so the schema leaves that open.
function closed(node: SchemaNode): object {
  const { properties, items, additionalProperties } = node;
  const inside = Object.entries(properties ?? {}).map(([key, child]) => [key, closed(child)]);
  return {
    ...node,
    ...(properties && { properties: Object.fromEntries(inside), additionalProperties: false }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
    ...(items && { items: closed(items) }),
  };
}
