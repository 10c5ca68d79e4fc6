/** What can be wrong with an object, and what it shows as is in metrics/. */
export type FaultKind =
  // pods
  | 'crash'
  | 'image'
  | 'config'
  | 'oom'
  | 'unready'
  | 'pending'
  | 'starting'
  | 'evicted'
  | 'throttled'
  // nodes
  | 'down'
  | 'memory'
  | 'disk'
  | 'load'
  | 'clock'
  | 'network'
  | 'cordoned'
  | 'evicting'
  // everything else
  | 'short'
  | 'stuck'
  | 'maxed'
  | 'failed'
  | 'full'
  | 'errors'
  | 'slow'
  | 'expiring'
  | 'backlog';

export interface Fault {
  /** `pod/shop/cart-0`, `node/worker-1`, … */
  readonly object: string;
  readonly kind: FaultKind;
  readonly cause: string;
  /** Of the pod's containers; the first when not said. */
  readonly container?: string | undefined;
  readonly fromMs: number;
  toMs: number;
}

/** A pod with one of these is not ready. */
export const blocking: readonly FaultKind[] = [
  ...(['crash', 'image', 'config', 'oom', 'unready', 'pending', 'starting', 'evicted'] as const),
];

/** Everything that is broken, and everything that was. */
export class Faults {
  readonly #byObject = new Map<string, Fault[]>();

  add(fault: Omit<Fault, 'toMs'> & { toMs?: number | undefined }): void {
    const known = this.#byObject.get(fault.object) ?? [];
    this.#byObject.set(fault.object, [...known, { ...fault, toMs: fault.toMs ?? Infinity }]);
  }

  /** What is wrong with the object at this time, of these kinds or of any. */
  at(nowMs: number, object: string, kinds?: readonly FaultKind[]): Fault[] {
    return (this.#byObject.get(object) ?? []).filter(
      ({ kind, fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs && (kinds?.includes(kind) ?? true),
    );
  }

  has(nowMs: number, object: string, ...kinds: FaultKind[]): boolean {
    return this.at(nowMs, object, kinds).length > 0;
  }

  /** For how many seconds the object has been so: what counters count by. */
  seconds(nowMs: number, object: string, kind: FaultKind): number {
    const some = (this.#byObject.get(object) ?? []).filter((fault) => fault.kind === kind);
    return (
      some.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(nowMs, toMs) - fromMs), 0) / 1000
    );
  }

  all(nowMs: number): Fault[] {
    return [...this.#byObject.keys()].flatMap((object) => this.at(nowMs, object));
  }

  /** Ends them from now on. */
  end(nowMs: number, which: (fault: Fault) => boolean): void {
    for (const fault of this.all(nowMs).filter(which)) fault.toMs = nowMs;
  }
}
