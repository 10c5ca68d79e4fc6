import type { StormTerms, Tenant } from '../../storm/terms.ts';
import { counted } from '../output.ts';
import { fateText } from '../storm-view.ts';
import type { SealTime } from './seal-time.ts';

/** `5m after its first alert, earlier with 500 alerts`. */
export function sealText({ text, earlierWith }: SealTime): string {
  return earlierWith === undefined ? text : `${text}, earlier with ${counted(earlierWith, 'alert')}`;
}

const below = { submit: fateText.below, each: fateText.each, drop: fateText.drop } as const;

/** What becomes of a storm that stays too small; undefined: none can. */
export function belowText({ minAlerts, below: word }: StormTerms): string | undefined {
  return minAlerts === undefined
    ? undefined
    : `${below[word]} with fewer than ${counted(minAlerts, 'firing alert')}`;
}

/** What becomes of a storm that is over before its end; undefined: nothing else than of others. */
export function whenResolvedText({ whenResolved }: StormTerms): string | undefined {
  return whenResolved === 'drop' ? `${fateText.drop} if all of its alerts have ended by then` : undefined;
}

/** `namespace=shop: at most 3 open storms, 100 alerts in open storms`; undefined: nobody's. */
export function tenantText(tenant: Tenant | undefined): string | undefined {
  if (!tenant) return undefined;
  const { label, name, maxStorms, maxAlerts } = tenant;
  const limits = [
    maxStorms !== undefined && counted(maxStorms, 'open storm'),
    maxAlerts !== undefined && `${counted(maxAlerts, 'alert')} in open storms`,
  ];
  return `${label}=${name}: at most ${limits.filter(Boolean).join(', ')}`;
}
