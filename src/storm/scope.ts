import type { Storm } from './storm.ts';

/** Whether it holds the alerts of a scope, of which each cause gets a storm of its own. */
export function isScope({ terms }: Pick<Storm, 'terms'>): boolean {
  return terms?.correlate === true;
}

/**
 * How many alerts of a divided storm have gone over into its scope's next one, because their causes began too late. `into` is
 * the storms that it was divided into; 0 where not all of them are at hand.
 */
export function carriedOver(
  { state, alertCount, dividedInto = [] }: Pick<Storm, 'state' | 'alertCount' | 'dividedInto'>,
  into: readonly Pick<Storm, 'alertCount'>[],
): number {
  if (state !== 'divided' || into.length < dividedInto.length) return 0;
  return alertCount - into.reduce((sum, one) => sum + one.alertCount, 0);
}
