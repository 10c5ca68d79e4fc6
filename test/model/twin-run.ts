import fc from 'fast-check';
import { expect } from 'vitest';

import type { FoldRequest } from '../../src/redis/fold.ts';
import type { ScriptReply } from '../../src/redis/fold-reply.ts';
import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import { besideTenant, patternOf } from '../../src/storm/pattern.ts';
import type { Tenant } from '../../src/storm/terms.ts';
import { StoreBench, entry, minute, noon, plainTerms } from '../support/store.ts';
import { type Told, type TwinHistory, type TwinStep, twinHistories } from './twin-histories.ts';
import { type Snapshot, Twin } from './twins.ts';

/** So many histories: what is in Redis, and every answer on the way, must be the same of both. */
export async function expectTwins(numRuns: number, seed: number): Promise<void> {
  const calls = { brief: 0, whole: 0 };
  const same = async (history: TwinHistory) => {
    const run = new TwinRun(history);
    const [brief, whole] = run.twins;
    await using benches = new AsyncDisposableStack();
    for (const { bench } of run.twins) benches.use(bench);
    await run.play();
    expect(await brief.state()).toEqual(await whole.state());
    calls.brief += brief.calls.brief;
    calls.whole += brief.calls.whole;
  };
  await fc.assert(fc.asyncProperty(twinHistories, same), { numRuns, seed });
  // Else nothing was left out, or never too much.
  expect(calls.brief).toBeGreaterThan(calls.whole);
  expect(calls.whole).toBeGreaterThan(0);
}

function entryOf({ pod, status, startedS, endedS, rank, urgentMs }: Told): FoldEntry {
  const startsAt = startedS === null ? null : noon + startedS * 1000;
  const severity = { name: `severity-${rank}`, rank };
  const ends = endedS !== undefined && { endsAt: noon + endedS * 1000 };
  return { ...entry(`pod-${pod}`, { status, startsAt, severity, ...ends }), urgentMs };
}

/** A job as each of the two has it: the keys are others, all else is the same. */
type Pair = readonly [FoldRequest, FoldRequest];

/** Runs a history through an instance whose workers leave things out, and through one whose workers send everything. */
class TwinRun {
  readonly twins: readonly [Twin, Twin];
  readonly #history: TwinHistory;
  readonly #stormIds = new Set<string>();
  #road: Pair[] = [];
  #done: Pair[] = [];
  #kept: { snapshots: readonly Snapshot[]; road: Pair[]; done: Pair[] } | undefined;
  #turn = 0;

  constructor(given: TwinHistory) {
    this.#history = given;
    const settings = { memoryMs: 20 * minute, samples: given.samples };
    this.twins = [new Twin(new StoreBench(settings), 2), new Twin(new StoreBench(settings), 0)];
  }

  async play(): Promise<void> {
    for (const each of this.#history.steps) await this.#take(each);
    await this.#foldAll();
    await this.#pass(60);
    for (const id of this.#stormIds) await this.#both(({ bench }) => bench.store.seal(id));
  }

  async #take(one: TwinStep): Promise<void> {
    if (one.kind === 'notify') await this.#notify(one);
    if (one.kind === 'fold') await this.#foldAll();
    if (one.kind === 'rerun') for (const pair of this.#done.slice(-3)) await this.#fold(pair);
    if (one.kind === 'forget') await this.#forget();
    if (one.kind === 'pass') await this.#pass(one.minutes);
    if (one.kind === 'keep') await this.#keep();
    if (one.kind === 'lose') await this.#lose();
    if (one.kind !== 'seal') return;
    for (const id of this.#stormIds) await this.#both(({ bench }) => bench.store.seal(id, one.force));
  }

  async #notify(one: Extract<TwinStep, { kind: 'notify' }>): Promise<void> {
    const { rules, tenant } = this.#history;
    const plain = patternOf({ alertname: `Pattern${one.pattern}`, namespace: 'shop' });
    const pattern = tenant ? besideTenant(plain, 'shop', 4) : plain;
    const whose: Tenant | undefined = tenant && { label: 'namespace', name: 'shop', ...tenant };
    const terms = rules[one.rule] ?? plainTerms;
    const acks = one.acks ? this.#done.slice(-1).map(([{ jobId }]) => jobId) : [];
    const arrived = await this.#both(async ({ bench }) => {
      bench.clock.time += one.afterMs;
      const { time } = bench.clock;
      const muted = one.muted ? [[time, time + 1] as const] : [];
      const request = await bench.arrive(one.alerts.map(entryOf), pattern, one.truncated);
      return { ...request, terms, muted, tenant: whose, acks };
    });
    this.#road.push(arrived);
  }

  async #foldAll(): Promise<void> {
    for (const pair of this.#road.splice(0)) {
      await this.#fold(pair);
      this.#done.push(pair);
    }
  }

  async #fold(pair: Pair): Promise<void> {
    for (let tries = 0; tries < 30; tries++) {
      const reply = await this.#foldOnce(pair);
      if (reply.kind === 'folded') for (const { id } of reply.storms) this.#stormIds.add(id);
      if (reply.kind === 'folded') await this.#both((twin) => twin.tell(reply));
      if (reply.kind !== 'due') return;
      await this.#both(({ bench }) => bench.store.seal(reply.stormId, false, reply.arrivedAt));
    }
    throw new Error('a storm is due for ever');
  }

  async #foldOnce([first, second]: Pair): Promise<ScriptReply> {
    const { workers, moved } = this.#history;
    const worker = workers[this.#turn++ % workers.length] ?? 0;
    const [brief, whole] = await this.#both(async (twin) => {
      const request = twin === this.twins[0] ? first : second;
      return twin.fold(moved ? await twin.withMemoryOfOthers(request) : request, worker);
    });
    expect(brief).toEqual(whole);
    return brief;
  }

  // All that is forgotten came before what comes now.
  async #forget(): Promise<void> {
    await this.#foldAll();
    await this.#both((twin) => twin.forgetEpisodes());
    await this.#pass(1);
  }

  async #pass(minutes: number): Promise<void> {
    await this.#both(async ({ bench }) => (bench.clock.time += minutes * minute));
  }

  async #keep(): Promise<void> {
    this.#kept = {
      snapshots: await this.#both((twin) => twin.keep()),
      ...{ road: [...this.#road], done: [...this.#done] },
    };
  }

  async #lose(): Promise<void> {
    if (!this.#kept) return;
    const { snapshots, road, done } = this.#kept;
    await this.#both((twin) => twin.restore(snapshots[twin === this.twins[0] ? 0 : 1] ?? new Map()));
    [this.#road, this.#done] = [[...road], [...done]];
  }

  async #both<T>(act: (twin: Twin) => Promise<T>): Promise<readonly [T, T]> {
    const [first, second] = this.twins;
    return [await act(first), await act(second)];
  }
}
