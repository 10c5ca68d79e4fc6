import type { Storm, StormState } from '../storm/storm.ts';
import { shorten } from './output.ts';
import { whenText } from './times.ts';

/** What somebody wants to know next about a storm in this state. */
export function stormDetail(storm: Storm, now: number): string {
  return detailOf[storm.state](storm, now);
}

const reasonOf = ({ reason = '' }: Storm) => shorten(reason, 80);

const detailOf: Readonly<Record<StormState, (storm: Storm, now: number) => string>> = {
  open: ({ sealAt }, now) => `${sealAt > now ? 'seals' : 'due'} ${whenText(sealAt, now)}`,
  sealed: ({ sealedAt, sealAt }, now) => `sealed ${whenText(sealedAt ?? sealAt, now)}, not submitted yet`,
  submitted: ({ resourceName = '' }) => resourceName,
  failed: reasonOf,
  dropped: reasonOf,
  discarded: reasonOf,
};
