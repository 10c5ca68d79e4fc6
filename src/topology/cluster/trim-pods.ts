import { z } from 'zod';

import type { ResourceRef } from '../../alert/topology.ts';
import type { Fact } from '../fact.ts';
import type { Interned } from './interned.ts';
import { metadata, ownerOf, refOf } from './metadata.ts';

const labels = z.record(z.string(), z.string());

const volume = z.object({
  name: z.string(),
  persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
  ephemeral: z.object({}).optional(),
});

const pod = z.object({
  metadata: metadata.extend({ labels: labels.optional() }),
  spec: z.object({
    nodeName: z.string().optional(),
    hostNetwork: z.boolean().optional(),
    volumes: z.array(volume).optional(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      podIPs: z.array(z.object({ ip: z.string() })).optional(),
    })
    .optional(),
});

type Pod = z.infer<typeof pod>;

export function trimPod(object: unknown, interned: Interned): Fact | undefined {
  const { data } = pod.safeParse(object);
  if (!data) return undefined;
  const { metadata: about, spec, status } = data;
  const claims = claimsOf(data, interned);
  const addresses = spec.hostNetwork ? [] : addressesOf(status);
  return {
    ref: refOf('Pod', about, interned),
    owner: ownerOf(about, interned),
    node: spec.nodeName ? interned.text(spec.nodeName) : undefined,
    labels: interned.labels(about.labels ?? {}),
    ...(claims.length > 0 && { claims }),
    ...(addresses.length > 0 && { addresses }),
    ...((status?.phase === 'Succeeded' || status?.phase === 'Failed') && { ended: true }),
  };
}

// An ephemeral volume has a claim named after the pod and itself.
function claimsOf({ metadata: about, spec }: Pod, interned: Interned): ResourceRef[] {
  const names = (spec.volumes ?? []).map(({ name, persistentVolumeClaim, ephemeral }) =>
    ephemeral ? `${about.name}-${name}` : persistentVolumeClaim?.claimName,
  );
  return names
    .filter((name) => name !== undefined)
    .map((name) => interned.ref('PersistentVolumeClaim', about.namespace, name));
}

function addressesOf(status: Pod['status']): string[] {
  const all = [status?.podIP, ...(status?.podIPs ?? []).map(({ ip }) => ip)];
  return [...new Set(all.filter((ip) => ip !== undefined && ip !== ''))] as string[];
}

const zoneLabels = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

const node = z.object({
  metadata: metadata.extend({ labels: labels.optional() }),
  status: z
    .object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).optional() })
    .optional(),
});

/** By its name too: exporters are often scraped under it. */
export function trimNode(object: unknown, interned: Interned): Fact | undefined {
  const { data } = node.safeParse(object);
  if (!data) return undefined;
  const { metadata: about, status } = data;
  const zone = zoneLabels.map((label) => about.labels?.[label]).find((value) => value);
  const addresses = [about.name, ...(status?.addresses ?? []).map(({ address }) => address)];
  return {
    ref: refOf('Node', about, interned),
    addresses: [...new Set(addresses)],
    zone: zone === undefined ? undefined : interned.text(zone),
  };
}

const claim = z.object({ metadata, spec: z.object({ volumeName: z.string().optional() }) });

export function trimClaim(object: unknown, interned: Interned): Fact | undefined {
  const { data } = claim.safeParse(object);
  if (!data) return undefined;
  return {
    ref: refOf('PersistentVolumeClaim', data.metadata, interned),
    owner: ownerOf(data.metadata, interned),
    volume: data.spec.volumeName || undefined,
  };
}
