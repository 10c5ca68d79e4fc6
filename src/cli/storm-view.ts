import type { Fate, Storm, StormState } from '../storm/storm.ts';
import { shorten } from './output.ts';
import { whenText } from './times.ts';

/** What somebody wants to know next about a storm in this state. */
export function stormDetail(storm: Storm, now: number): string {
  return detailOf[storm.state](storm, now);
}

/** What a storm's rule made of it at the seal. */
export const fateText: Readonly<Record<Fate, string>> = {
  storm: 'one resource',
  below: 'one resource, below its minimum',
  each: 'a resource for each alert',
  drop: 'no resource',
};

/** What came after the seal: `3 joined, 2 ended`; undefined where nothing did. */
export function lateText({ joinedCount, endedLateCount }: Storm): string | undefined {
  const parts = [joinedCount > 0 && `${joinedCount} joined`, endedLateCount > 0 && `${endedLateCount} ended`];
  return parts.filter(Boolean).join(', ') || undefined;
}

function submittedText(storm: Storm): string {
  const { resourceName, fate } = storm;
  const late = lateText(storm);
  const parts = [resourceName, fate !== 'storm' && fate && fateText[fate], late && `since its seal ${late}`];
  return parts.filter(Boolean).join('; ');
}

const reasonOf = ({ reason = '' }: Storm) => shorten(reason, 80);

const detailOf: Readonly<Record<StormState, (storm: Storm, now: number) => string>> = {
  open: ({ sealAt }, now) => `${sealAt > now ? 'seals' : 'due'} ${whenText(sealAt, now)}`,
  sealed: ({ sealedAt, sealAt }, now) => `sealed ${whenText(sealedAt ?? sealAt, now)}, not submitted yet`,
  submitted: submittedText,
  failed: reasonOf,
  dropped: reasonOf,
  discarded: reasonOf,
  divided: ({ dividedInto = [] }) => `divided by cause into ${dividedInto.length} storms`,
};
