import type { Storm } from './storm.ts';

/** Whether it holds the alerts of a scope, of which each cause gets a storm of its own. */
export function isScope({ terms }: Pick<Storm, 'terms'>): boolean {
  return terms?.correlate === true;
}
