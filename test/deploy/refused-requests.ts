import type { Verb } from './raw-api.ts';

interface Places {
  readonly home: string;
  readonly elsewhere: string;
  readonly storm: string;
}

interface RefusedRequest {
  readonly verb: Verb;
  readonly what: string;
  readonly path: (places: Places) => string;
}

const api = '/apis/stormfold.io/v1alpha1';
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const reviews = '/apis/authentication.k8s.io/v1/tokenreviews';

const stormsAt =
  (place: 'home' | 'elsewhere') =>
  (places: Places): string =>
    `${api}/namespaces/${places[place]}/alertstorms`;
const oneStorm = (places: Places): string => `${stormsAt('home')(places)}/${places.storm}`;
const at = (path: string) => (): string => path;
const atHome =
  (rest: string, prefix = '/api/v1') =>
  ({ home }: Places): string =>
    `${prefix}/namespaces/${home}/${rest}`;

function tried(what: string, path: RefusedRequest['path'], ...verbs: readonly Verb[]): RefusedRequest[] {
  return verbs.map((verb) => ({ verb, what, path }));
}

/** What a worker that was taken over might try. */
export const refusedRequests: readonly RefusedRequest[] = [
  ...tried('storms', stormsAt('home'), 'list', 'watch', 'deletecollection'),
  ...tried('a storm', oneStorm, 'update', 'patch', 'delete'),
  ...tried("a storm's status", (places) => `${oneStorm(places)}/status`, 'get', 'update'),
  ...tried('storms of another namespace', stormsAt('elsewhere'), 'list', 'create', 'deletecollection'),
  ...tried('storms of all namespaces', at(`${api}/alertstorms`), 'list', 'watch'),
  ...tried('definitions', at(crds), 'list', 'create'),
  ...tried('the definition', at(`${crds}/alertstorms.stormfold.io`), 'get', 'update', 'patch', 'delete'),
  ...tried('secrets', atHome('secrets'), 'list', 'create'),
  ...tried('its own secret', atHome('secrets/stormfold-tokens'), 'update', 'patch', 'delete'),
  ...tried('secrets of all namespaces', at('/api/v1/secrets'), 'list', 'watch'),
  ...tried('settings', atHome('configmaps'), 'list', 'watch', 'create', 'deletecollection'),
  ...tried('pods', atHome('pods'), 'list', 'create', 'deletecollection'),
  ...tried('a way into a pod', atHome('pods/any/exec'), 'create'),
  ...tried('events', atHome('events'), 'list', 'create'),
  ...tried('services', atHome('services'), 'list', 'create'),
  ...tried('endpoints', atHome('endpoints'), 'list', 'create'),
  ...tried('service accounts', atHome('serviceaccounts'), 'list', 'create'),
  ...tried('a token for itself', atHome('serviceaccounts/stormfold-worker/token'), 'create'),
  ...tried('deployments', atHome('deployments', '/apis/apps/v1'), 'list', 'create'),
  ...tried(
    'its deployment',
    atHome('deployments/stormfold-worker', '/apis/apps/v1'),
    'get',
    'patch',
    'delete',
  ),
  ...tried('its scale', atHome('deployments/stormfold-worker/scale', '/apis/apps/v1'), 'get', 'patch'),
  ...tried('jobs', atHome('jobs', '/apis/batch/v1'), 'list', 'create'),
  ...tried('leases', atHome('leases', '/apis/coordination.k8s.io/v1'), 'list', 'create'),
  ...tried('policies', atHome('networkpolicies', '/apis/networking.k8s.io/v1'), 'list', 'deletecollection'),
  ...tried('roles', atHome('roles', rbac), 'list', 'create'),
  ...tried('its role', atHome('roles/stormfold-worker', rbac), 'get', 'update', 'patch', 'delete'),
  ...tried('role bindings', atHome('rolebindings', rbac), 'list', 'create'),
  ...tried('cluster roles', at(`${rbac}/clusterroles`), 'list', 'create'),
  ...tried('cluster role bindings', at(`${rbac}/clusterrolebindings`), 'list', 'create'),
  ...tried('namespaces', at('/api/v1/namespaces'), 'list', 'create'),
  ...tried('its namespace', ({ home }) => `/api/v1/namespaces/${home}`, 'get', 'patch', 'delete'),
  ...tried('nodes', at('/api/v1/nodes'), 'list', 'create'),
  ...tried('persistent volumes', at('/api/v1/persistentvolumes'), 'list', 'create'),
  ...tried('token reviews', at(reviews), 'create'),
  ...tried('access reviews', at('/apis/authorization.k8s.io/v1/subjectaccessreviews'), 'create'),
  ...tried(
    'admission webhooks',
    at('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'),
    ...(['list', 'create'] as const),
  ),
  ...tried('metrics of the server', at('/metrics'), 'get'),
  ...tried('logs of the server', at('/logs/'), 'get'),
];
