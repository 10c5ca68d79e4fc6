import type { V1ClusterRole } from '@kubernetes/client-node';
import { expect, it } from 'vitest';

import { watchedKinds } from '../../src/topology/cluster/kinds.ts';
import { ofKind, resources } from './tree.ts';

const [role] = ofKind<V1ClusterRole>('ClusterRole', resources);
const rules = role?.rules ?? [];

it('the ClusterRole of the topology grants what is watched, to be read and no more', () => {
  const granted = rules.flatMap(({ apiGroups = [], resources: plurals = [] }) =>
    apiGroups.flatMap((group) => plurals.map((plural) => `${group}/${plural}`)),
  );
  // `/api/v1/pods`, `/apis/apps/v1/replicasets`: without a group, that of the core.
  const watched = watchedKinds
    .flatMap(({ paths }) => paths)
    .map((path) => path.replace(/^\/apis?\/(?:([a-z]+)\/)?v\w+\/(\w+)$/, '$1/$2'));
  expect(granted.toSorted()).toEqual([...new Set(watched)].toSorted());
  expect(rules.map(({ verbs }) => verbs)).toEqual(rules.map(() => ['get', 'list', 'watch']));
});
