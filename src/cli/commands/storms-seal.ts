import { Command } from 'commander';

import { StormfoldError } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import { type ArmedStorm, type Woken, wake } from '../../queue/arm.ts';
import { isScope } from '../../storm/scope.ts';
import type { Storm } from '../../storm/storm.ts';
import { UsageError } from '../failure.ts';
import { jsonOption } from '../options.ts';
import { counted, printable, say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';
import { stormIdArgument } from '../storm-id.ts';
import { findStorm } from '../../report/storm-report.ts';
import { whenText } from '../times.ts';

interface SealOptions {
  readonly force?: true;
  readonly json: boolean;
}

/** What a seal by force came to. `job` says how the storm's finalize job was set going; absent when it needed none. */
interface Sealed {
  readonly stormId: string;
  readonly pattern: string;
  readonly sealed: boolean;
  readonly state: Storm['state'];
  /** It is a scope's, and is not submitted itself. */
  readonly dividedByCause?: true;
  readonly job?: Exclude<Woken, 'dead'> | 'retried';
}

export function stormsSealCommand(): Command {
  return new Command('seal')
    .description('seal an open storm before its window has ended; alerts that come after it open another')
    .addArgument(stormIdArgument())
    .option('--force', 'do it: without this, say only what it would split')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold storms seal 4f2a8c0d9b1e3f57-0c9d2e4b6a81 --force')
    .action(sealStorm);
}

async function sealStorm(id: string, { force, json }: SealOptions, command: Command): Promise<void> {
  await withInstance(command, async (instance) => {
    const storm = await findStorm(instance, id);
    if (storm.state === 'open' && !force) await refuse(instance, storm);
    const outcome = storm.state === 'open' ? await sealByForce(instance, storm) : untouched(storm);
    if (json) sayJson(outcome);
    else say(outcomeText(outcome));
  });
}

async function refuse({ store, counters }: Instance, storm: Storm): Promise<never> {
  const { pending = 0 } = await counters.read();
  const now = await store.nowOf(storm.id);
  const held = `${counted(storm.alertCount, 'alert')} of ${printable(storm.pattern.text)}`;
  const when = storm.sealAt > now ? `seals by itself ${whenText(storm.sealAt, now)}` : 'is past its window';
  const advice =
    `Alerts of its pattern that are still queued (${pending} of all patterns are) or arrive from now on would open ` +
    'another storm: one problem, two resources. Add --force to seal it all the same.';
  throw new UsageError(`storm ${storm.id} holds ${held} and ${when}: sealing it now would split it`, {
    advice,
  });
}

function untouched({ id, pattern, state }: Storm): Sealed {
  return { stormId: id, pattern: pattern.text, sealed: false, state };
}

async function sealByForce(instance: Instance, storm: Storm): Promise<Sealed> {
  const reply = await instance.store.seal(storm.id, true);
  if (reply.kind !== 'sealed')
    throw new StormfoldError(`storm ${storm.id} is ${reply.kind}: nothing was sealed`);
  const armed = { id: storm.id, pattern: storm.pattern.text, requestId: storm.requestId ?? '' };
  const job = await setGoing(instance, armed, reply.now);
  const divided = isScope(storm) && ({ dividedByCause: true } as const);
  return {
    stormId: storm.id,
    pattern: storm.pattern.text,
    sealed: true,
    state: reply.state,
    ...divided,
    job,
  };
}

/** Its job may have given up while the storm was open; a sealed storm whose job is dead would never be submitted. */
async function setGoing(
  { queues }: Instance,
  storm: ArmedStorm,
  now: number,
): Promise<NonNullable<Sealed['job']>> {
  const woken = await wake(queues.finalize, storm, now);
  if (woken !== 'dead') return woken;
  const job = await queues.finalize.getJob(storm.id);
  await job?.retry('failed', { resetAttemptsMade: true });
  return 'retried';
}

function outcomeText({ stormId, pattern, sealed, state, dividedByCause }: Sealed): string {
  const name = `${stormId} (${printable(pattern)})`;
  const next = dividedByCause ? 'divided by cause' : 'submitted';
  return sealed ? `sealed ${name}, to be ${next} now` : `nothing to do: ${name} is ${state} already`;
}
