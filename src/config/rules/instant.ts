import { parseTimestamp } from '../../alert/timestamp.ts';
import { written } from '../kinds.ts';

/** A moment, in milliseconds since 1970. */
export const instant = written(
  parseTimestamp,
  'a time such as 2026-11-28T06:00:00Z or 2026-11-28T07:00:00+01:00',
  (ms) => new Date(ms).toISOString().replace('.000Z', 'Z'),
);
