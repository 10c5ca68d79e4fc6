import { parsePostedAlerts } from '../alert/posted-alerts.ts';
import type { WayIn } from './taking.ts';

/** What Prometheus and amtool post to an Alertmanager, answered as one does: bad alerts beside good ones are not told of. */
export const postedAlerts: WayIn = {
  name: 'alerts',
  parse: parsePostedAlerts,
  answer: (response) => response.status(200).end(),
};
