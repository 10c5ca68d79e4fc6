import { type Random, pick, randomFrom } from './random.ts';

/** What a storm is made from. The same shape makes the same storm, whenever it is made. */
export interface Shape {
  /** Episodes; at least as many as patterns. */
  readonly alerts: number;
  readonly patterns: number;
  /** So many alerts begin a second. */
  readonly rate: number;
  /** From the first notification to the last. */
  readonly durationMs: number;
  /** How often every namespace is sent again, whole, once all its alerts have begun. */
  readonly repeats: number;
  /** Whether a second peer sends all of it too. */
  readonly ha: boolean;
  /** The share of the alerts that end, 0 to 1. */
  readonly resolve: number;
  readonly seed: number;
}

export interface SimulatedAlert {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds from the beginning of the storm. */
  readonly beginsMs: number;
  readonly ends: boolean;
}

/** Names that nobody takes for real trouble. Two patterns share a namespace, and so a notification. */
const kinds = [
  { alertname: 'SimulatedPodCrashLooping', severity: 'critical' },
  { alertname: 'SimulatedPodNotReady', severity: 'warning' },
] as const;

/** The alerts of a storm, in the order in which they begin. */
export function simulatedAlerts(shape: Shape): readonly SimulatedAlert[] {
  const random = randomFrom(shape.seed);
  const begun = Array.from({ length: shape.alerts }, (_, index) => alertAt(index, shape, random));
  const ending = new Set(pick(begun, Math.round(shape.alerts * shape.resolve), random));
  return begun.map((alert) => ({ ...alert, ends: ending.has(alert) }));
}

/** When the last alert begins. */
export function lastBeginMs({ alerts, rate }: Shape): number {
  return beginsMs(alerts - 1, rate);
}

// Each pattern has one at least; of the rest the first patterns have more, because storms are never of one size.
function alertAt(index: number, shape: Shape, random: Random): Omit<SimulatedAlert, 'ends'> {
  const drawn = Math.floor(random() ** 2 * shape.patterns);
  const pattern = index < shape.patterns ? index : drawn;
  const namespace = `simulated-${Math.floor(pattern / kinds.length) + 1}`;
  const suffix = Math.floor(random() * 2 ** 32).toString(36);
  const kind = kinds[pattern % kinds.length] ?? kinds[0];
  return {
    namespace,
    // With the seed among them, storms of two seeds share no alert.
    labels: { ...kind, namespace, pod: `web-${index}-${suffix}`, simulation: String(shape.seed) },
    beginsMs: beginsMs(index, shape.rate),
  };
}

function beginsMs(index: number, rate: number): number {
  return Math.floor((index * 1000) / rate);
}
