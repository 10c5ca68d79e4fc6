import { z } from 'zod';

import { causeKinds, stormStates } from '../storm/storm.ts';
import { belowWords, whenResolvedWords } from '../storm/terms.ts';

const count = z.int().min(0);
export const time = z.iso.datetime().meta({ description: "RFC 3339, on Redis' clock." });
export const labels = z.record(z.string(), z.string());

/** What a storm was opened with. Durations are milliseconds. */
const terms = z
  .object({
    rule: z.string(),
    windowMs: count,
    quietMs: count.optional(),
    maxAlerts: count.optional(),
    minAlerts: count.optional(),
    below: z.enum(belowWords),
    whenResolved: z.enum(whenResolvedWords),
    cooldownMs: count.optional(),
    cooldownMax: count,
    updates: z.boolean(),
    flapAfter: count.optional(),
    correlate: z.literal(true).optional().meta({
      description: 'It holds the alerts of a scope, and is divided into a storm for each cause.',
    }),
  })
  .meta({ id: 'Terms', description: 'What its rule said when it was opened; durations in milliseconds.' });

const cause = z
  .object({
    kind: z.enum(causeKinds),
    name: z.string().meta({ description: 'What broke, for people.', example: 'node worker-3' }),
    patternCount: count.meta({ description: 'Alertnames in their namespaces that it has brought about.' }),
    scopeId: z.string().meta({ description: "Its scope's storm, which was divided." }),
  })
  .meta({ id: 'Cause', description: 'What all alerts of a storm come from.' });

/** `stormJson` makes one. */
export const storm = z
  .object({
    id: z.string(),
    state: z.enum(stormStates),
    pattern: z.object({ text: z.string(), labels }),
    severity: z.string().meta({ description: 'The highest seen.' }),
    alertCount: count.meta({ description: 'Episodes: distinct firings.' }),
    deliveryCount: count.meta({ description: 'Alerts received, repeats included.' }),
    resolvedCount: count.meta({ description: 'Those that expired included.' }),
    expiredCount: count
      .optional()
      .meta({ description: 'Alerts that were not sent again by when they had said.' }),
    truncated: z.boolean().meta({ description: 'The sender cut alerts off.' }),
    flappingCount: count,
    joinedCount: count.meta({ description: 'Alerts that joined it after the seal.' }),
    endedLateCount: count.meta({ description: 'Alerts that ended after the seal.' }),
    terms: terms.optional(),
    fate: z.enum(['storm', 'below', 'each', 'drop']).optional(),
    joinedSeverity: z.string().optional(),
    lastJoinedAt: z.int().optional(),
    lastEndedAt: z.int().optional(),
    lateSeq: count.optional(),
    openedAt: time,
    sealAt: time.meta({ description: 'Its deadline.' }),
    sealedAt: time.optional(),
    sealReason: z.enum(['expired', 'full', 'quiet', 'urgent', 'forced']).optional(),
    submittedAt: time.optional(),
    previousId: z.string().optional().meta({ description: 'The storm of the same pattern before this one.' }),
    resourceName: z.string().optional(),
    reason: z.string().optional().meta({ description: 'Why it failed, was dropped or was discarded.' }),
    cause: cause.optional().meta({ description: 'Of a storm whose alerts were correlated.' }),
    dividedInto: z.array(z.string()).readonly().optional().meta({
      description: "Of a scope's storm that was divided: the ids of its causes' storms.",
    }),
    requestId: z.string().optional().meta({
      description: 'The request whose alert opened it; of several that were queued together, the first.',
    }),
  })
  .meta({ id: 'Storm' });

/** `memberJson` makes one. */
export const member = z
  .object({
    fingerprint: z.string(),
    startsAt: z.string().meta({ description: 'As it was sent.' }),
    endsAt: z.string().optional().meta({ description: 'Absent while it fires.' }),
    arrivedAt: time,
    deliveries: count,
    severity: z.string(),
    resource: z.object({ kind: z.string(), namespace: z.string().optional(), name: z.string() }),
    flapping: z.literal(true).optional(),
    alertname: z.string().optional().meta({ description: 'Where alerts of several names share a storm.' }),
    reason: z.string().optional().meta({ description: "Why it is in its cause's storm, in words." }),
  })
  .meta({ id: 'Alert', description: 'One episode of a storm.' });

export const sample = z
  .object({
    labels,
    annotations: labels,
    startsAt: z.string(),
    generatorURL: z.string().optional(),
    fingerprint: z.string(),
    runbook: z.string().optional().meta({ description: 'An http or https address out of its annotations.' }),
  })
  .meta({ id: 'Sample', description: 'A whole alert; a storm keeps its first few.' });

export const nextCursor = z
  .string()
  .optional()
  .meta({ description: 'Give it back to read on; absent after the last page.' });
