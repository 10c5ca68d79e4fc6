import type { FoldRequest } from '../../src/redis/fold.ts';
import type { FoldAnswer } from '../../src/redis/fold-reply.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { type Pattern, besideTenant, patternOf } from '../../src/storm/pattern.ts';
import type { Tenant } from '../../src/storm/terms.ts';
import { StoreBench, entry, minute } from '../support/store.ts';
import type { History, Step, Told } from './histories.ts';
import type { ModelAlert } from './memory.ts';
import { type Limits, Reference } from './reference.ts';

type Notify = Extract<Step, { kind: 'notify' }>;

/** Runs a history through the scripts as the workers would, and through the reference model. */
export class Run {
  readonly bench = new StoreBench({ memoryMs: 30 * minute });
  readonly reference = new Reference(30 * minute, this.bench.settings.episodeSkewMs);
  readonly stormIds = new Set<string>();
  readonly #history: History;
  readonly #road: FoldRequest[] = [];
  readonly #done: FoldRequest[] = [];
  readonly #other: StormStore;
  #turn = 0;

  constructor(history: History) {
    this.#history = history;
    const { redis, keys, settings, clock } = this.bench;
    this.#other = new StormStore(redis, keys, settings, clock);
  }

  async play(): Promise<void> {
    for (const step of this.#history.steps) {
      if (step.kind === 'notify') await this.#notify(step);
      else await this.#foldAll();
      if (step.kind === 'fire') await this.#fire();
      if (step.kind === 'rerun') for (const request of this.#done.slice(-3)) await this.#again(request);
    }
    await this.#foldAll();
    this.bench.clock.time += 24 * 60 * minute;
    await this.#fire();
    this.reference.end();
  }

  async #notify(step: Notify): Promise<void> {
    this.bench.clock.time += step.afterMs;
    const at = this.bench.clock.time;
    const { limits, rules } = this.#history;
    const terms = rules[step.rule] ?? rules[0];
    if (!terms) throw new Error('a history without rules');
    const alerts = step.alerts.map((told) => alertOf(told, step.pattern, at));
    const arrived = await this.bench.arrive(alerts.map(entryOf), patternNo(step.pattern, limits));
    const muted = step.muted ? [[at, at + 1] as const] : [];
    this.#road.push({ ...arrived, terms, muted, tenant: limits && tenantOf(limits) });
    this.reference.take({ at, pattern: String(step.pattern), terms, muted: step.muted, limits, alerts });
  }

  async #foldAll(): Promise<void> {
    for (const request of this.#road.splice(0)) {
      for (;;) {
        const reply = await this.#nextWorker().fold(request);
        if (reply.kind === 'unknown') throw new Error('a job was lost');
        if (reply.kind === 'folded') {
          await this.#follow(reply);
          break;
        }
        await this.bench.store.seal(reply.stormId, false, reply.arrivedAt);
      }
      this.#done.push(request);
    }
  }

  async #again(request: FoldRequest): Promise<void> {
    const reply = await this.#nextWorker().fold(request);
    if (reply.kind !== 'folded' || !reply.again) throw new Error('a job that was folded was folded again');
    await this.#follow(reply);
  }

  /** In turn, so that what each thinks that it knows is often out of date. */
  #nextWorker(): StormStore {
    return this.#turn++ % 2 === 0 ? this.bench.store : this.#other;
  }

  async #follow({ storms, late }: FoldAnswer): Promise<void> {
    for (const { id } of storms) this.stormIds.add(id);
    for (const [id, entries] of Map.groupBy(late, (each) => each.id))
      await this.bench.store.late(id, entries);
  }

  async #fire(): Promise<void> {
    for (const id of this.stormIds) await this.bench.store.seal(id);
  }
}

function alertOf(told: Told, pattern: number, at: number): ModelAlert {
  const { status, rank, urgentMs, startedAgoMs } = told;
  const endsInMs = status === 'resolved' ? told.endedAgoMs && -told.endedAgoMs : told.expiresInMs;
  return {
    ...{ status, rank, urgentMs, fingerprint: `${pattern}-pod-${told.pod}` },
    startsAt: startedAgoMs === undefined ? undefined : at - startedAgoMs,
    endsAt: endsInMs === undefined ? undefined : at + endsInMs,
  };
}

function entryOf({ status, fingerprint, startsAt, endsAt, rank, urgentMs }: ModelAlert) {
  const severity = { name: `severity-${rank}`, rank };
  const times = { startsAt: startsAt ?? null, ...(endsAt !== undefined && { endsAt }) };
  return { ...entry(fingerprint, { status, severity, ...times }), urgentMs };
}

function tenantOf(limits: Limits): Tenant {
  return { label: 'namespace', name: 'shop', ...limits };
}

function patternNo(n: number, limits: Limits | undefined): Pattern {
  const pattern = patternOf({ alertname: `Pattern${n}`, namespace: 'shop' });
  return limits ? besideTenant(pattern, 'shop', 4) : pattern;
}
