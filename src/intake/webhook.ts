import { parseNotification } from '../alert/notification.ts';
import type { WayIn } from './taking.ts';

/** Alertmanager's notifications: their sender is told 202, and what became of each alert. */
export const webhook: WayIn = {
  name: 'webhook',
  parse: parseNotification,
  answer: (response, receipt) => response.status(202).json(receipt),
};
