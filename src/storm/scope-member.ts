import type { StormMember, StormSample } from './storm.ts';

/** One alert in the storm of its scope. */
export interface ScopeMember {
  /** Its place there. */
  readonly ordinal: number;
  readonly member: StormMember;
  /** As it is stored: the member, and the whole alert. */
  readonly text: string;
  readonly sample: string;
  /** Undefined: it was lost, and all that is known is what the member says. */
  readonly alert: StormSample | undefined;
  /** How long it waits at most, in milliseconds; undefined: as long as the window is. */
  readonly urgentMs: number | undefined;
}
