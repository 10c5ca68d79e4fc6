import { counted, printable } from '../output.ts';
import { table } from '../table.ts';
import type { Sums } from './run.ts';
import type { Shape } from './simulated-alerts.ts';
import type { Read, StormThere } from './storms-there.ts';

/** What came out. */
export interface Outcome {
  readonly url: string;
  readonly shape: Shape;
  readonly sums: Sums;
  readonly read: Read;
  /** By Ctrl-C. */
  readonly interrupted: boolean;
}

export function outcomeJson({ url, shape, sums, read, interrupted }: Outcome) {
  const { notifications, deliveries, answers, received, accepted, rejected } = sums;
  const { seed, ...rest } = shape;
  return {
    ...{ url, seed, shape: rest, interrupted, sent: { notifications, alerts: deliveries } },
    ...{ answers, received, accepted, rejected },
    ...('unread' in read ? { unread: read.unread } : { storms: read.storms.map(stormJson) }),
  };
}

function stormJson({ id, pattern, alertCount: alerts, deliveryCount: deliveries, state }: StormThere) {
  return { id, pattern: pattern.text, alerts, deliveries, state };
}

export function outcomeText({ shape, sums, read, interrupted }: Outcome): string {
  const { notifications, deliveries, answers, received, accepted, rejected } = sums;
  const statuses = Object.entries(answers).map(
    ([status, count]) => `${count} ${status === '0' ? 'unanswered' : `answered ${status}`}`,
  );
  const lines = [
    ...(interrupted ? ['Interrupted: what follows is what came of it so far.'] : []),
    `Sent ${counted(deliveries, 'alert')} in ${counted(notifications, 'notification')}: ${statuses.join(', ') || 'none of them'}.`,
    `Received ${received}, accepted ${accepted}, rejected ${rejected}.`,
    ...stormLines(read),
    `The same again, at other times: --seed ${shape.seed}`,
  ];
  return lines.join('\n');
}

function stormLines(read: Read): string[] {
  if ('unread' in read) return [`Its storms were not read: ${printable(read.unread)}.`];
  if (read.storms.length === 0)
    return ['It is in no storm: rules may have set it aside, or workers are away.'];
  const rows = read.storms.map(({ pattern, alertCount, deliveryCount, state }) => {
    return [pattern.text, alertCount, deliveryCount, state];
  });
  return ['', table(['PATTERN', 'ALERTS', 'DELIVERIES', 'STATE'], rows), ''];
}
