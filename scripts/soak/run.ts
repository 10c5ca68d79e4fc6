import { setTimeout as pause } from 'node:timers/promises';

import { messageOf } from '../../src/errors.ts';
import { numberText } from '../bench/figures.ts';
import { equationsOf } from './conservation.ts';
import { Ledger } from './ledger.ts';
import { type Plan, sampleEveryMs, warmUpMs, windowMs } from './plan.ts';
import type { Kind } from './redis-kinds.ts';
import type { Soaked } from './report.ts';
import { Sampler } from './sampler.ts';
import { send } from './sender.ts';
import { Stage } from './stage.ts';
import { judge } from './verdict.ts';

type Say = (line: string) => void;

const sayEvery = 6;
/** For what is in hand when the sending ends: the last window, and what a busy machine takes. */
const restMs = windowMs + 60_000;

interface Soaking {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly sampler: Sampler;
  readonly ledger: Ledger;
  readonly troubles: string[];
  readonly say: Say;
  warm: ReadonlyMap<string, Kind>;
}

/** Runs a whole soak. The signal ends only the sending: what was sent is accounted for all the same. */
export async function soak(plan: Plan, say: Say, signal: AbortSignal): Promise<Soaked> {
  await using stage = await Stage.open(plan, say);
  say(`Redis: ${stage.how}. An intake at ${stage.url}, and a worker.`);
  const soaking: Soaking = {
    ...{ plan, stage, say, sampler: new Sampler(stage), ledger: new Ledger(), troubles: [], warm: new Map() },
  };
  await sendAndSample(soaking, signal);
  const minutes = soaking.sampler.minutes();
  const last = await stage.kinds();
  say('Sending has ended; waiting for the last storms.');
  await comeToRest(soaking);
  const equations = equationsOf(await accountsOf(soaking));
  noteComplaints(soaking, await stage.stopServices());
  const { ledger, sampler, troubles, warm } = soaking;
  return {
    ...{ plan, minutes, equations, troubles, kinds: { warm, last } },
    ...{ alerts: ledger.sums.received, mostBehindMs: ledger.mostBehindMs },
    verdict: judge(plan, sampler.samples),
  };
}

async function sendAndSample(soaking: Soaking, signal: AbortSignal): Promise<void> {
  const { plan, stage, ledger } = soaking;
  const over = new AbortController();
  const sampling = sampleUntil(soaking, over.signal);
  // Without a sampler there is nothing to send for.
  const stop = AbortSignal.any([signal, over.signal]);
  sampling.catch(() => over.abort());
  await send(plan, ledger, { url: stage.url, headers: stage.headers }, stop);
  over.abort();
  await sampling.catch((error: unknown) => soaking.troubles.push(`no more samples: ${messageOf(error)}`));
}

async function sampleUntil(soaking: Soaking, over: AbortSignal): Promise<void> {
  const { plan, stage, sampler, say, ledger } = soaking;
  for (let n = 0; !over.aborted; n++) {
    const sample = await sampler.take();
    if (n % sayEvery === 0) say(progress(plan, sampler, ledger));
    if (soaking.warm.size === 0 && sample.minute * 60_000 >= warmUpMs(plan))
      soaking.warm = await stage.kinds();
    await pause(sampleEveryMs, undefined, { signal: over }).catch(() => undefined);
  }
}

function progress(plan: Plan, sampler: Sampler, { sums }: Ledger): string {
  const of = (name: string) => numberText(sampler.latest(name) ?? Number.NaN);
  const roles = ['intake', 'worker'].map(
    (role) => `${role} ${of(`${role} resident`)} MiB (live heap ${of(`${role} live heap`)})`,
  );
  return `${sampler.minutes().toFixed(1)} of ${plan.lastsMs / 60_000} min: ${sums.received.toLocaleString('en')} alerts, ${roles.join(', ')}, Redis ${of('Redis memory')} MiB, ${of('Redis keys')} keys`;
}

/** Until nothing waits and no storm is on its way; says so where that does not come. */
async function comeToRest({ stage, troubles }: Soaking): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { waiting, storms } = await stage.shared();
    const left = { pending: waiting['pending'], open: storms['open'], sealed: storms['sealed'] };
    if (Object.values(left).every((n) => n === 0)) break;
    if (performance.now() - start > restMs) {
      troubles.push(`did not come to rest: ${JSON.stringify(left)}`);
      break;
    }
    await pause(500);
  }
  await stage.resources.take(true);
}

async function accountsOf({ stage, ledger }: Soaking) {
  const { alerts, count, twice } = stage.resources;
  const { sums: sent, uncertain } = ledger;
  return { ...(await stage.shared()), sent, uncertain, resources: { alerts, count, twice } };
}

function noteComplaints({ stage, ledger, troubles }: Soaking, unclean: readonly string[]): void {
  troubles.push(...ledger.wrongAnswers, ...unclean.map((role) => `the ${role} did not stop cleanly`));
  for (const { process } of stage.services)
    for (const [message, { times, first }] of process.complaints)
      troubles.push(`the ${process.role} warned ${times} times: ${message}, first ${first}`);
}
