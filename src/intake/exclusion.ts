import type { Alert } from '../alert/alert.ts';

/** Alerts of these names are counted and go no further: heartbeats and the like, which fire for ever. */
export function excludes(alertnames: readonly string[]): (alert: Alert) => boolean {
  const names = new Set(alertnames);
  return ({ labels }) => names.has(labels['alertname'] ?? '');
}
