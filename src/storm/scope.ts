import type { Storm } from './storm.ts';

/** Whether it holds the alerts of a scope, of which each cause gets a storm of its own. */
export function isScope({ terms }: Pick<Storm, 'terms'>): boolean {
  return terms?.correlate === true;
}

/** Why the storm of a scope has no resource. */
export function scopeWords({ state, dividedInto = [] }: Pick<Storm, 'state' | 'dividedInto'>): string {
  const count = dividedInto.length === 1 ? '1 storm' : `${dividedInto.length} storms`;
  if (state === 'divided') return `It was divided by cause into ${count}, which have resources of their own.`;
  return 'It is divided by cause once it is sealed: each cause gets a storm and a resource of its own.';
}
