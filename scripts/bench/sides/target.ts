import type { Prepared } from '../load/sender.ts';
import type { LoadSpec } from '../load/bodies.ts';

/** Something that takes alerts, and runs for as long as it is measured. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly shape: LoadSpec['shape'];
  /** Before alerts are sent: remembers what it has had so far. */
  begin?(): Promise<void>;
  /** Resolves once every alert that was sent has come to its end there. Throws when one has not. */
  settled?(sent: Prepared): Promise<void>;
}
