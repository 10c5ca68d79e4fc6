import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import type { ProblemKind } from '../http/problem.ts';
import { problemResponses } from './problem-responses.ts';
import { labels } from './storm-schemas.ts';

const alert = {
  labels: labels.meta({ description: 'At least one.' }),
  annotations: labels.optional(),
  startsAt: z.string().optional().meta({ description: 'RFC 3339.' }),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
};

/** What is read of a notification; all else in it is ignored. */
const notification = z
  .looseObject({
    version: z.string().optional(),
    alerts: z.array(
      z.looseObject({ ...alert, status: z.enum(['firing', 'resolved']), fingerprint: z.string().optional() }),
    ),
    truncatedAlerts: z.int().optional(),
  })
  .meta({ id: 'Notification', description: "Alertmanager's webhook, version 4." });

const receipt = z
  .object({
    received: z.int(),
    accepted: z.int().meta({ description: 'Excluded and muted ones count as accepted.' }),
    rejected: z.array(z.object({ index: z.int(), reason: z.string() })),
  })
  .meta({ id: 'Receipt' });

const security: Record<string, string[]>[] = [{ webhookToken: [] }, { webhookBasic: [] }];
const senders = { tags: ['senders'], security };
const health = { tags: ['health'], security: [] };

const refusals: readonly ProblemKind[] = [
  ...(['unreadable-body', 'unauthorized', 'body-too-large', 'unsupported-media-type', 'internal'] as const),
  ...(['draining', 'redis-away', 'not-replicated', 'overloaded', 'too-many-bytes-in-flight'] as const),
];

function answered(type: string, description: string, schema: z.ZodType) {
  return { description, content: { [type]: { schema } } };
}

/** What is mounted beside the API, in short: its own rooms read it without schemas. */
export const otherPaths: ZodOpenApiPathsObject = {
  '/webhooks/alertmanager': {
    post: {
      ...{ ...senders, operationId: 'postNotification', summary: "Alertmanager's webhook" },
      description:
        'Answers once everything in it is durably queued. Bad alerts beside good ones are quarantined.',
      requestBody: { required: true, content: { 'application/json': { schema: notification } } },
      responses: {
        '202': answered('application/json', 'Queued.', receipt),
        ...problemResponses([...refusals, 'all-alerts-bad']),
      },
    },
  },
  '/api/v2/alerts': {
    post: {
      ...{
        ...senders,
        operationId: 'postAlerts',
        summary: 'What Prometheus and amtool send to an Alertmanager',
      },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.array(z.looseObject(alert)) } },
      },
      responses: { '200': { description: 'Queued.' }, ...problemResponses([...refusals, 'all-alerts-bad']) },
    },
  },
  '/livez': {
    get: {
      ...{ ...health, operationId: 'getLivez', summary: 'Whether this process lives' },
      responses: { '200': answered('application/json', 'It does.', z.object({ alive: z.literal(true) })) },
    },
  },
  '/readyz': {
    get: {
      ...{ ...health, operationId: 'getReadyz', summary: 'Whether this process can serve' },
      responses: {
        '200': answered(
          'application/json',
          'It can; overload and a refused reload are details.',
          z.object({ ready: z.literal(true), details: z.looseObject({}) }),
        ),
        ...problemResponses(['not-ready', 'internal']),
      },
    },
  },
  '/metrics': {
    get: {
      ...{ ...health, operationId: 'getMetrics', summary: 'Metrics for Prometheus' },
      description: 'Open, unless `metrics.auth` asks for an operator.',
      security: [{}, { operatorToken: [] }, { operatorBasic: [] }],
      responses: {
        '200': answered('text/plain', "Prometheus' text format.", z.string()),
        ...problemResponses(['unauthorized', 'internal']),
      },
    },
  },
};
