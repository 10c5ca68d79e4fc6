import { Sender } from '../load/send.ts';
import type { Sent } from '../load/sender.ts';
import type { Findings } from '../figures.ts';
import { type Bench, type Scenario, withRedis } from '../scenario.ts';
import { StormfoldTarget } from '../sides/stormfold.ts';

const size = { alertsEach: 100, repeatsIn100: 67 };
const connections = 64;
/** The histogram's bound that the claim is made of. */
const foldedWithinSeconds = 0.1;

/** At half of what it takes at most: how long a sender waits, and how long an alert does. */
export const latency: Scenario = {
  name: 'latency',
  title: 'Half of the largest load, notifications of 100 alerts',
  run: async (bench) =>
    withRedis(bench, async ({ url: redisUrl }) => {
      await using target = await StormfoldTarget.start({ redisUrl, roles: ['intake', 'worker'] });
      await using sender = new Sender();
      const run = new Run(sender, target, bench);
      const most = await run.most();
      const rounds: Round[] = [];
      for (let i = 0; i < bench.rounds; i++) rounds.push(await run.halfLoad(most));
      return findingsOf(rounds, most);
    }),
};

interface Round {
  readonly sent: Sent;
  /** The share of jobs that were done within the bound. */
  readonly foldedInTime: number;
  readonly residentMiB: readonly number[];
}

class Run {
  readonly #sender: Sender;
  readonly #target: StormfoldTarget;
  readonly #bench: Bench;
  #seed = 0;

  constructor(sender: Sender, target: StormfoldTarget, bench: Bench) {
    [this.#sender, this.#target, this.#bench] = [sender, target, bench];
  }

  /** Notifications a second that it takes and folds, of the second of two tries. */
  async most(): Promise<number> {
    const notifications = this.#bench.quick ? 60 : 600;
    let perSecond = 0;
    for (let i = 0; i < 2; i++) {
      const { startedAt } = await this.#send(notifications);
      perSecond = (notifications * 1000) / (Date.now() - startedAt);
    }
    return perSecond;
  }

  async halfLoad(most: number): Promise<Round> {
    const perSecond = most / 2;
    const seconds = this.#bench.quick ? 2 : 8;
    const before = await this.#folded();
    const sent = await this.#send(Math.round(perSecond * seconds), perSecond);
    const after = await this.#folded();
    const foldedInTime = (after.inTime - before.inTime) / (after.all - before.all);
    return { sent, foldedInTime, residentMiB: await this.#resident() };
  }

  async #send(notifications: number, perSecond?: number): Promise<Sent> {
    const { url, path, headers, shape } = this.#target;
    const load = { shape, ...size, notifications, seed: this.#seed++ };
    const pace = perSecond === undefined ? {} : { perSecond };
    const prepared = await this.#sender.prepare({ url, path, headers, connections, load, ...pace });
    await this.#target.begin();
    const sent = await this.#sender.go();
    await this.#target.settled(prepared);
    return sent;
  }

  async #folded(): Promise<{ inTime: number; all: number }> {
    const [, worker] = await this.#target.metrics();
    const name = 'stormfold_queued_duration_seconds';
    return {
      inTime: worker?.(`${name}_bucket{le="${foldedWithinSeconds}"}`) ?? NaN,
      all: worker?.(`${name}_count`) ?? NaN,
    };
  }

  async #resident(): Promise<number[]> {
    const processes = await this.#target.metrics();
    return processes.map((read) => read('process_resident_memory_bytes') / 1024 ** 2);
  }
}

function findingsOf(rounds: readonly Round[], most: number): Findings {
  const of = (name: string, unit: string, read: (round: Round) => number) => {
    return { name, unit, values: rounds.map(read) };
  };
  return {
    ...{ name: latency.name, title: latency.title },
    how: `Sent on time at half of the ${Math.round(most * size.alertsEach).toLocaleString('en')} alerts a second that were taken just before; from when a notification was due to its 202, and from the adding of a job to its end.`,
    series: [
      of('202, half of them', 'ms', ({ sent }) => sent.p50),
      of('202, the slowest', 'ms', ({ sent }) => sent.max),
    ],
    ratios: [],
    limits: [
      { ...of('202, 99 in 100', 'ms', ({ sent }) => sent.p99), goal: { is: 'at most', value: 25 } },
      {
        ...of('jobs folded within 100 ms', '%', (r) => r.foldedInTime * 100),
        goal: { is: 'at least', value: 99 },
      },
      {
        ...of('resident, intake', 'MiB', (r) => r.residentMiB[0] ?? NaN),
        goal: { is: 'at most', value: 300 },
      },
      {
        ...of('resident, worker', 'MiB', (r) => r.residentMiB[1] ?? NaN),
        goal: { is: 'at most', value: 300 },
      },
    ],
  };
}
