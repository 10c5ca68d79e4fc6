import type { LateStatus } from '../../src/sink/late-status.ts';
import type { Sink, SubmittedStorm } from '../../src/sink/sink.ts';

/** A sink whose resources have a status: what was written to it, newest last. */
export class StatusSink {
  readonly written: [SubmittedStorm, LateStatus][] = [];
  /** What the next writes end in. */
  readonly ends: ('gone' | 'fails')[] = [];

  readonly wrap = (sink: Sink): Sink => ({
    kind: 'kubernetes',
    submit: (resource) => sink.submit(resource),
    exists: (resource) => sink.exists(resource),
    close: () => sink.close(),
    updateStatus: async (storm, status) => {
      const end = this.ends.shift();
      if (end === 'fails') throw new Error('no answer');
      if (end === 'gone') return 'gone';
      this.written.push([storm, status]);
      return 'written';
    },
  });
}
