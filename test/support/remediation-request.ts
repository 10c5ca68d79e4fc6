import type { ResourceType } from '../../src/sink/resource-type.ts';

export const remediationRequest: ResourceType = {
  group: 'kubernaut.ai',
  version: 'v1alpha1',
  kind: 'RemediationRequest',
  plural: 'remediationrequests',
};

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const texts = { type: 'object', additionalProperties: text };

/** What kubernaut asks of a RemediationRequest, without the rules that need a newer API server. */
export const remediationRequestSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: [
        ...['signalFingerprint', 'signalName', 'severity', 'signalType', 'targetType', 'targetResource'],
        ...['firingTime', 'receivedTime'],
      ],
      properties: {
        signalFingerprint: { type: 'string', maxLength: 64, pattern: '^[a-f0-9]{64}$' },
        signalName: { type: 'string', maxLength: 253 },
        severity: { type: 'string', minLength: 1, maxLength: 50 },
        signalType: text,
        signalSource: { type: 'string', maxLength: 63 },
        targetType: { type: 'string', enum: ['kubernetes', 'aws', 'azure', 'gcp', 'datadog'] },
        targetResource: {
          type: 'object',
          required: ['kind', 'name', 'namespace'],
          properties: { kind: text, name: text, namespace: text },
        },
        firingTime: time,
        receivedTime: time,
        signalLabels: texts,
        signalAnnotations: texts,
        providerData: text,
      },
    },
  },
};
