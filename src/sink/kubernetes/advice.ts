import { type ResourceType, alertStormType } from '../resource-type.ts';

/** What an operator does about a failure, said so that it can be done as it stands. */

export function applyDefinition({ kind, plural, group, version }: ResourceType): string {
  if (kind === alertStormType.kind) return 'Apply the definition: stormfold crd | kubectl apply -f -';
  return (
    `Install what defines ${plural} of ${group}/${version}; if kubectl api-resources says another plural, ` +
    `set STORMFOLD_SINK_TEMPLATE_PLURAL`
  );
}

export function createNamespace(name: string): string {
  return `Create the namespace: kubectl create namespace ${name}; or set STORMFOLD_SINK_NAMESPACE to another`;
}

export function grantRights(
  { group, plural }: ResourceType,
  verbs: readonly string[],
  subresource?: string,
): string {
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  return (
    `Bind a Role with this rule to Stormfold's service account in that namespace: ` +
    `{apiGroups: [${group}], resources: [${resource}], verbs: [${verbs.join(', ')}]}; if the message speaks of a quota, ` +
    `an admission policy or a terminating namespace instead, that is what to change`
  );
}

export const renewToken =
  `See that the service account's token (or the kubeconfig's credentials) is the cluster's own and has not expired; a ` +
  `mounted token that was rotated is read again within a minute`;

export function correctResource({ kind }: ResourceType): string {
  if (kind === alertStormType.kind)
    return (
      `The definition in the cluster may be older than this Stormfold, or an admission policy refuses the resource: ` +
      `apply the definition that "stormfold crd" prints, then retry the storm`
    );
  return `Correct the template so that ${kind} may be as it is rendered, restart the workers, then retry the storm`;
}

export const shortenTemplate =
  'The server takes no resource of this size: have the template write less of the storm, then retry it';

export const nothingToDo = 'Nothing to do: it is tried again by itself, for as long as this lasts';

export const seeTrust = `See that the cluster's certificate authority in the kubeconfig is the one of this API server`;

export const seeCredentials =
  'See that the files and the command that the kubeconfig names for its credentials are there and work';

export const notAnApiServer =
  'See that the configured server is a Kubernetes API server, and that no proxy in between answers in its place';
