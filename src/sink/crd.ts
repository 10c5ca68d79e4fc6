import { readFileSync } from 'node:fs';

/** The CustomResourceDefinition, as YAML that `kubectl apply -f -` takes. */
export function readCrd(): string {
  return readFileSync(new URL('../../deploy/base/crd.yaml', import.meta.url), 'utf8');
}
