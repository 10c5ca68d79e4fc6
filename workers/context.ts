import type { Instance } from '../src/instance.ts';
import type { Metrics } from '../src/metrics.ts';
import type { ResourceOf } from '../src/report/compose.ts';
import type { Sink } from '../src/sink/sink.ts';
import type { Storm } from '../src/storm/storm.ts';
import type { ArmedStorm } from '../src/queue/arm.ts';
import type { Lanes } from './lanes.ts';

/** What workers are given. */
export interface WorkerParts {
  readonly instance: Instance;
  readonly sink: Sink;
  readonly metrics: Metrics;
  /** The resource of a storm, where it is another than its AlertStorm. */
  readonly resourceOf?: ResourceOf;
}

/** What every actor works with. */
export interface WorkerContext extends WorkerParts {
  /** Ids of fold jobs that are done, by partition: the next fold there clears their answers away. */
  readonly acks: Map<number, string[]>;
  /** Where the sweep's next look at each kind of thing begins. */
  readonly sweepPlaces: Map<string, number>;
  /** When old resources are looked for again. */
  readonly nextCleanUp: { at: number };
  /** Every call that writes to the sink, or asks it, goes through one of them. */
  readonly lanes: Lanes;
}

export function armedStorm(storm: Storm): ArmedStorm {
  return { id: storm.id, pattern: storm.pattern.text, requestId: storm.requestId ?? '' };
}

/** `arrivedAt`: when an alert arrived that is past the storm's deadline, if that is why it is sealed. */
export type Seal = (stormId: string, arrivedAt?: number) => Promise<{ sealed: string }>;
