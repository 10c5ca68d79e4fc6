import type { Scenario } from './scenario.ts';
import { consoleLook } from './scenarios/console-look.ts';
import { correlationCost } from './scenarios/correlation.ts';
import { foldCost } from './scenarios/fold-cost.ts';
import { footprint } from './scenarios/footprint.ts';
import { latency } from './scenarios/latency.ts';
import { memberMemory } from './scenarios/member-memory.ts';
import { processor } from './scenarios/processor.ts';
import { queueAlone } from './scenarios/queue-alone.ts';
import { stormsDue } from './scenarios/storms-due.ts';
import { largeNotifications, smallNotifications } from './scenarios/throughput.ts';

/** In the order of docs/performance.md. */
export const scenarios: readonly Scenario[] = [
  largeNotifications,
  smallNotifications,
  latency,
  processor,
  queueAlone,
  foldCost,
  correlationCost,
  memberMemory,
  stormsDue,
  consoleLook,
  footprint,
];
