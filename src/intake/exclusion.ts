import type { Alert } from '../alert/alert.ts';
import { type Matchers, matches } from '../rules/matchers.ts';

/** Alerts that match any of these are counted and go no further: heartbeats and the like, which fire for ever. */
export function excludes(sets: readonly Matchers[]): (alert: Alert) => boolean {
  return ({ labels }) => sets.some((set) => matches(set, labels));
}
