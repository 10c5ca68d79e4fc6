import { z } from 'zod';

import type { Fact } from '../fact.ts';
import type { Interned } from './interned.ts';
import { metadata, refOf } from './metadata.ts';

const labels = z.record(z.string(), z.string());

// A service without a selector has its addresses from somebody else, and selects nothing.
const service = z.object({ metadata, spec: z.object({ selector: labels.optional() }) });

export function trimService(object: unknown, interned: Interned): Fact | undefined {
  const { data } = service.safeParse(object);
  if (!data) return undefined;
  const selected = data.spec.selector ?? {};
  return {
    ref: refOf('Service', data.metadata, interned),
    ...(Object.keys(selected).length > 0 && { selector: { labels: selected, expressions: [] } }),
  };
}

const expression = z.object({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullish(),
});

const budget = z.object({
  metadata,
  spec: z.object({
    selector: z
      .object({ matchLabels: labels.optional(), matchExpressions: z.array(expression).optional() })
      .optional(),
  }),
});

export function trimBudget(object: unknown, interned: Interned): Fact | undefined {
  const { data } = budget.safeParse(object);
  if (!data) return undefined;
  const { selector } = data.spec;
  const expressions = (selector?.matchExpressions ?? []).map(({ values, ...rest }) => ({
    ...rest,
    values: values ?? [],
  }));
  return {
    ref: refOf('PodDisruptionBudget', data.metadata, interned),
    ...(selector && { selector: { labels: selector.matchLabels ?? {}, expressions } }),
  };
}

const autoscaler = z.object({
  metadata,
  spec: z.object({ scaleTargetRef: z.object({ kind: z.string(), name: z.string() }) }),
});

export function trimAutoscaler(object: unknown, interned: Interned): Fact | undefined {
  const { data } = autoscaler.safeParse(object);
  if (!data) return undefined;
  const { metadata: about, spec } = data;
  const target = interned.ref(spec.scaleTargetRef.kind, about.namespace, spec.scaleTargetRef.name);
  return { ref: refOf('HorizontalPodAutoscaler', about, interned), targets: [target] };
}
