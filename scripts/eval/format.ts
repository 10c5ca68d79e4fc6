import { z } from 'zod';

/** The files of a recorded incident, as they are read. What a sender adds beyond this is kept and not looked at. */

const labels = z.record(z.string(), z.string());

const alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels,
  startsAt: z.string().min(1),
  endsAt: z.string(),
  fingerprint: z.string().min(1),
});

/** One POST of a webhook, one line of `stream.jsonl.gz`. */
export const deliverySchema = z.object({
  t_ms: z.number().nonnegative(),
  path: z.string().startsWith('/'),
  headers: labels,
  body: z.looseObject({ alerts: z.array(alert) }),
});

const member = z.object({
  fingerprint: z.string().min(1),
  startsAt: z.string().min(1),
  alertname: z.string(),
  /** What the simulator broke: `pod/shop/cart-0`. */
  object: z.string().min(1),
  labels,
  /** The paths that it was delivered on while firing; none, when it came only as resolved. */
  firingOn: z.array(z.string()),
  /** Further causes that held it up. */
  also: z.array(z.string()).optional(),
});

/** `truth.json`: each firing stands in exactly one place. */
export const truthSchema = z.object({
  description: z.string().optional(),
  causes: z.record(
    z.string(),
    z.object({ description: z.string(), members: z.array(member), background: z.boolean().optional() }),
  ),
  unrelated: z.array(member.extend({ causeId: z.string().min(1), description: z.string() })),
});

const named = z.object({ namespace: z.string(), name: z.string() });
const owner = z.object({ kind: z.string(), name: z.string() });
const atMs = z.number().nullable();

/** `topology.json`: what a Kubernetes API would have told. Times are milliseconds after the first delivery, null for "not in it". */
export const topologySchema = z.object({
  nodes: z.array(z.object({ name: z.string(), internalIP: z.string(), zone: z.string().optional() })),
  pods: z.array(
    named.extend({
      /** Null: it was never placed. */
      node: z.string().nullable(),
      /** The nearest first. */
      owners: z.array(owner),
      podIP: z.string().nullable(),
      pvcs: z.array(z.string()),
      createdAtMs: atMs,
      deletedAtMs: atMs,
    }),
  ),
  pvcs: z.array(named.extend({ volumeName: z.string().nullable(), usedBy: z.array(z.string()) })),
  workloads: z.array(named.extend({ kind: z.string() })),
  hpas: z.array(named.extend({ scaleTargetRef: owner })),
  pdbs: z.array(named.extend({ selects: owner })),
  services: z.array(named.extend({ selects: owner })),
  jobs: z.array(named.extend({ owners: z.array(owner) })),
  ingresses: z
    .array(
      named.extend({ host: z.string(), tlsSecret: z.string().nullable(), services: z.array(z.string()) }),
    )
    .optional(),
});

export type Delivery = z.infer<typeof deliverySchema>;
export type DeliveredAlert = z.infer<typeof alert>;
export type Truth = z.infer<typeof truthSchema>;

export type Topology = z.infer<typeof topologySchema>;
