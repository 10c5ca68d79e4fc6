import { type Shape, type SimulatedAlert, lastBeginMs } from './simulated-alerts.ts';

/** One notification to come: what a namespace holds at this time. */
export interface Round {
  /** Milliseconds from the beginning of the storm. */
  readonly atMs: number;
  readonly namespace: string;
  /** Which of the peers sends it. */
  readonly peer: 0 | 1;
  readonly kind: 'new' | 'repeat' | 'end';
}

/** A namespace with new alerts is sent this often, as by an Alertmanager's `group_interval`, only in shorter time. */
const intervalMs = 1000;

/** Every notification of the storm, in the order in which they are posted. */
export function roundsOf(shape: Shape, alerts: readonly SimulatedAlert[]): readonly Round[] {
  const once = [...newRounds(shape, alerts), ...repeatRounds(shape, alerts), ...endRounds(shape, alerts)];
  if (!shape.ha) return once;
  return once.flatMap((round) => [round, { ...round, peer: 1 as const }]);
}

/** While alerts begin: the namespaces that have new ones since the time before. */
function newRounds(shape: Shape, alerts: readonly SimulatedAlert[]): Round[] {
  const lastMs = lastBeginMs(shape);
  const times = Array.from({ length: Math.ceil(lastMs / intervalMs) }, (_, i) => (i + 1) * intervalMs);
  const ends = [...times.filter((ms) => ms < lastMs), lastMs];
  return ends.flatMap((atMs, index) => {
    const afterMs = ends[index - 1] ?? -1;
    const begun = alerts.filter(({ beginsMs }) => beginsMs > afterMs && beginsMs <= atMs);
    return roundsAt(atMs, 'new', begun);
  });
}

/** Spread over what is left of the time. */
function repeatRounds(shape: Shape, alerts: readonly SimulatedAlert[]): Round[] {
  const lastMs = lastBeginMs(shape);
  const stepMs = (shape.durationMs - lastMs) / (shape.repeats + 1);
  return Array.from({ length: shape.repeats }, (_, i) => Math.floor(lastMs + stepMs * (i + 1))) //
    .flatMap((atMs) => roundsAt(atMs, 'repeat', alerts));
}

function endRounds({ durationMs }: Shape, alerts: readonly SimulatedAlert[]): Round[] {
  return roundsAt(
    durationMs,
    'end',
    alerts.filter(({ ends }) => ends),
  );
}

function roundsAt(atMs: number, kind: Round['kind'], alerts: readonly SimulatedAlert[]): Round[] {
  const namespaces = [...new Set(alerts.map(({ namespace }) => namespace))];
  return namespaces.map((namespace) => ({ atMs, namespace, peer: 0, kind }));
}
