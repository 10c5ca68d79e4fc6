import type { Told } from './lane-subject.ts';

/** One firing of one fingerprint, as the senders know it. */
export interface Episode extends Told {
  readonly partition: number;
  readonly fingerprint: string;
  /** Of the first sender, in ms; its twin's may be later by as much as `twinLagMs`. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** When a firing of it was answered 202. */
  readonly acceptedAt: number[];
  /** Whether a firing of it was ever sent: it may have got in without an answer. */
  sent: boolean;
}

/** Less than the skew within which a re-send is the same episode. */
export const twinLagMs = 10_000;

interface Sums {
  firing: number;
  resolved: number;
}

/** When something was accepted that may be gone: a loss of power took it. */
interface LostSpan {
  readonly from: number;
  readonly to: number;
  /** Whose alerts; undefined: those of all. */
  readonly partitions?: readonly number[];
}

/** What was sent and what was answered: all that is known from outside. */
export class Ledger {
  readonly episodes: Episode[] = [];
  /** Alerts of notifications that were answered 202, by when. */
  readonly accepted: { readonly at: number; readonly partition: number; readonly sums: Readonly<Sums> }[] =
    [];
  /** Alerts of notifications that were sent and got no 202; they may have got in. */
  readonly uncertain: Sums = { firing: 0, resolved: 0 };
  readonly lostSpans: LostSpan[] = [];

  /** Whether something that was answered then must still be there. */
  isKept(at: number, partition: number): boolean {
    return !this.lostSpans.some(
      ({ from, to, partitions }) => at >= from && at <= to && (partitions?.includes(partition) ?? true),
    );
  }

  /** Alerts that were answered 202 and must be there. */
  keptSums(): Sums {
    return this.#sum(this.accepted.filter(({ at, partition }) => this.isKept(at, partition)));
  }

  acceptedSums(): Sums {
    return this.#sum(this.accepted);
  }

  #sum(entries: Ledger['accepted']): Sums {
    const sums = { firing: 0, resolved: 0 };
    for (const entry of entries) {
      sums.firing += entry.sums.firing;
      sums.resolved += entry.sums.resolved;
    }
    return sums;
  }
}
