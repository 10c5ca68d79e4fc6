import type { ScopeMember } from '../storm/scope-member.ts';
import type { Storm } from '../storm/storm.ts';

/** When the windows of causes end, and which of them have ended. Milliseconds since 1970. */
export interface Ripening {
  /** When the window ends that begins with this alert. */
  readonly endOf: (member: ScopeMember | undefined) => number;
  readonly isRipe: (end: number) => boolean;
}

/**
 * Causes whose windows end within so much of one are divided with the first of them: were each divided at its own time, a
 * scope of a thousand causes would be gone through a thousand times.
 */
const togetherShare = 1 / 4;

/**
 * Each cause has the window of its first alert, as a pattern has. A scope's storm ends with the first of these windows; causes
 * that began late in it have most of theirs to come. By when it was to be sealed, not by when somebody got to it.
 */
export function ripeOf({ sealAt, sealReason, terms }: Storm): Ripening {
  const windowMs = terms?.windowMs ?? 0;
  const endOf = (member: ScopeMember | undefined) =>
    member ? member.member.arrivedAt + Math.min(windowMs, member.urgentMs ?? windowMs) : 0;
  // There is no room for more, or somebody wants it now.
  const isOver = sealReason === 'full' || sealReason === 'forced';
  const until = isOver ? Infinity : sealAt + windowMs * togetherShare;
  return { endOf, isRipe: (end) => end <= until };
}
