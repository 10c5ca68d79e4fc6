import type { DeliveredAlert } from './format.ts';
import { type Method, firingsOf } from './incident.ts';

/** What anybody gets without looking further: a method that does no better than these is of no use. */
export const baselines: readonly Method[] = [
  alike('no folding', ({ fingerprint, startsAt }) => `${fingerprint}@${startsAt}`),
  alike('alertname and namespace', ({ labels }) =>
    JSON.stringify([labels['alertname'], labels['namespace'] ?? '']),
  ),
  alike('namespace', ({ labels }) => labels['namespace'] ?? ''),
];

/** Alerts for which `by` answers the same text make one item. */
function alike(name: string, by: (alert: DeliveredAlert) => string): Method {
  return {
    name,
    itemsOf: async (incident) => {
      const alerts = [...firingsOf(incident)];
      const items = Map.groupBy(alerts, ([, alert]) => by(alert));
      return [...items.values()].map((some) => some.map(([key]) => key));
    },
  };
}
