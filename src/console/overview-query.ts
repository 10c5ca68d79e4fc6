import type { Request } from 'express';

import type { OverviewQuery } from './overview.ts';

const usualRows = 50;
/** Beyond, a list is no longer read: the filter finds what is further down. */
const mostRows = 500;
const longestPattern = 200;

/** What a page asks for, by its address. Whatever makes no sense is as if it were left out: no page is lost over it. */
export function overviewQueryIn({ query }: Pick<Request, 'query'>): OverviewQuery {
  const { pattern, rows } = query;
  const wanted = typeof rows === 'string' && /^\d{1,4}$/.test(rows) ? Number(rows) : usualRows;
  return {
    pattern: typeof pattern === 'string' ? pattern.slice(0, longestPattern) : '',
    rows: Math.min(mostRows, Math.max(1, wanted)),
  };
}
