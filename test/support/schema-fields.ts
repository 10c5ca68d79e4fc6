import type { SchemaNode } from './definition.ts';

export interface Field {
  /** As `kubectl explain` takes it: the items of a list are at the list's own path. */
  readonly path: string;
  readonly description: string;
}

/** Every field below a node of the schema. */
export function fieldsOf(node: SchemaNode, path: string): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const inside = `${path}.${key}`;
    const own = { path: inside, description: child.description ?? 'no description at all' };
    return [own, ...fieldsOf(child.items ?? child, inside)];
  });
}
