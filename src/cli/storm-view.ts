import { isScope } from '../storm/scope.ts';
import type { Fate, Storm, StormCause, StormState } from '../storm/storm.ts';
import { counted, shorten } from './output.ts';
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

/**
 * `by cause into 2 storms`, and how many alerts were carried over; of one that is not divided yet, that it will be. Undefined of
 * what is not divided at all.
 */
export function divisionText(storm: Storm, carried = 0): string | undefined {
  const { dividedInto = [] } = storm;
  const later = carried > 0 ? `; ${counted(carried, 'alert')} went over into the next of its scope` : '';
  if (storm.state === 'divided') return `by cause into ${counted(dividedInto.length, 'storm')}${later}`;
  return isScope(storm) ? 'by cause, once it is sealed' : undefined;
}

/** `node worker-3; node, 12 patterns`. */
export function causeText({ name, kind, patternCount }: StormCause): string {
  return `${shorten(name, 200)}; ${kind}, ${counted(patternCount, 'pattern')}`;
}

const dividedText = (storm: Storm) => `divided ${divisionText(storm)}`;

const reasonOf = ({ reason = '' }: Storm) => shorten(reason, 80);

const detailOf: Readonly<Record<StormState, (storm: Storm, now: number) => string>> = {
  open: (storm, now) => {
    const { sealAt } = storm;
    const seals = `${sealAt > now ? 'seals' : 'due'} ${whenText(sealAt, now)}`;
    return isScope(storm) ? `${seals}, then divided by cause` : seals;
  },
  sealed: (storm, now) => {
    const next = isScope(storm) ? 'divided by cause' : 'submitted';
    return `sealed ${whenText(storm.sealedAt ?? storm.sealAt, now)}, not ${next} yet`;
  },
  submitted: submittedText,
  failed: reasonOf,
  dropped: reasonOf,
  discarded: reasonOf,
  divided: dividedText,
};
