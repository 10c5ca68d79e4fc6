import { formatDuration } from '../../config/units.ts';
import type { StormTerms } from '../../storm/terms.ts';

/** When a storm would be sealed. */
export interface SealTime {
  /** Milliseconds since 1970, should no other alert come. */
  readonly atMs: number;
  /** `5m after its first alert`. */
  readonly text: string;
  /** With so many alerts it would be sealed earlier; undefined: with no number. */
  readonly earlierWith: number | undefined;
}

/** When a storm on these terms would be sealed that one alert opens now; `urgentMs` where that alert is urgent. */
export function sealTimeOf(terms: StormTerms, urgentMs: number | undefined, nowMs: number): SealTime {
  const { maxAlerts } = terms;
  if (urgentMs === 0 || maxAlerts === 1) return { atMs: nowMs, text: 'at once', earlierWith: undefined };
  const { ms, text } = waitOf(terms, urgentMs);
  return { atMs: nowMs + ms, text, earlierWith: maxAlerts };
}

/** As fold.lua decides it: an urgent alert shortens the longest that its storm can last, and the quiet is left as it is. */
function waitOf(
  { windowMs, quietMs }: StormTerms,
  urgentMs: number | undefined,
): { readonly ms: number; readonly text: string } {
  const isUrgent = urgentMs !== undefined && urgentMs < windowMs;
  const maxMs = isUrgent ? urgentMs : windowMs;
  if (quietMs !== undefined && quietMs < maxMs) {
    const [quiet, max] = [quietMs, maxMs].map(formatDuration);
    return { ms: quietMs, text: `${quiet} after the last new alert, ${max} at most` };
  }
  const first = isUrgent ? 'its first urgent alert' : 'its first alert';
  return { ms: maxMs, text: `${formatDuration(maxMs)} after ${first}` };
}
