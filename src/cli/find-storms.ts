import type { StormList } from '../redis/storm-list.ts';
import { isCalled } from '../storm/listing.ts';
import type { Storm, StormState } from '../storm/storm.ts';

/** Which storms are meant; what is absent leaves none out. */
export interface StormFilter {
  readonly states: readonly StormState[];
  /** Any part of the pattern's text or of the cause's name, in upper or lower case. */
  readonly pattern?: string;
  /** Any of these. */
  readonly severities?: readonly string[];
}

export interface Found {
  readonly storms: readonly Storm[];
  /** There are others that fit. */
  readonly more: boolean;
}

/** Storms are read whole and judged here: a page at a time, so that few of many do not fill the memory. */
const pageSize = 200;

/** The first `limit` storms that fit, latest first. */
export async function findStorms(
  list: Pick<StormList, 'page'>,
  filter: StormFilter,
  limit: number,
): Promise<Found> {
  const found: Storm[] = [];
  let cursor: string | undefined;
  if (filter.states.length === 0) return { storms: [], more: false };
  do {
    const page = await list.page(filter.states, Math.min(limit + 1, pageSize), cursor);
    found.push(...page.storms.filter((storm) => fits(storm, filter)));
    ({ cursor } = page);
  } while (cursor !== undefined && found.length <= limit);
  return { storms: found.slice(0, limit), more: found.length > limit };
}

/** What somebody who looks on wants on top: the open ones, the largest first; then the others, the latest first. */
export async function openFirst(
  list: Pick<StormList, 'page'>,
  filter: StormFilter,
  limit: number,
): Promise<Found> {
  const only = (isOpen: boolean): StormFilter => {
    const states = filter.states.filter((state) => (state === 'open') === isOpen);
    return { ...filter, states };
  };
  const open = (await findStorms(list, only(true), Number.POSITIVE_INFINITY)).storms;
  const largest = open.toSorted((a, b) => b.alertCount - a.alertCount || (a.id < b.id ? -1 : 1));
  const others = await findStorms(list, only(false), Math.max(0, limit - open.length));
  return { storms: [...largest, ...others.storms].slice(0, limit), more: others.more || open.length > limit };
}

function fits(storm: Storm, { pattern = '', severities = [storm.severity] }: StormFilter): boolean {
  return isCalled(storm, pattern) && severities.includes(storm.severity);
}
