import type { AffectedResource } from '../alert/alert.ts';

/** `Pod shop/api-0`, `Node n1`. */
export function resourceText({ kind, namespace, name }: AffectedResource): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
