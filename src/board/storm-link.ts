import type { ExternalJobUrl, QueueJobJson } from '@bull-board/api/typings/app';

import { isStormId } from '../storm/storm.ts';

/**
 * The console's page of the storm that a job is about; undefined for the others. Fold jobs have none: before they ran,
 * no storm is known, and afterwards they are gone.
 */
export function stormLinkOf({ data }: Pick<QueueJobJson, 'data'>): ExternalJobUrl | undefined {
  const { stormId } = (data ?? {}) as { stormId?: unknown };
  // Jobs may come from anywhere, and this becomes a link.
  if (typeof stormId !== 'string' || !isStormId(stormId)) return undefined;
  return { displayText: 'Open the storm', href: `/storms/${stormId}` };
}
