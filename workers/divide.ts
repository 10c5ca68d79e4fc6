import { noTopology } from '../src/alert/topology.ts';
import { messageOf } from '../src/errors.ts';
import { planByPattern, planOf } from '../src/correlation/plan.ts';
import { wake, wakeSealed } from '../src/queue/arm.ts';
import { askOnDiskAfter } from '../src/redis/on-disk.ts';
import { type CauseStorm, type PlannedCause, causeStormOf } from '../src/storm/cause-storm.ts';
import { partitionOf } from '../src/storm/pattern.ts';
import type { ScopeMember } from '../src/storm/scope-member.ts';
import { type Storm, patternHashOf } from '../src/storm/storm.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { inPlace } from './in-place.ts';

/** Causes of which storms are made at a time: a scope can have thousands, and each is a round trip. */
const atOnce = 50;

/** Whether it holds what is still to be divided by cause. */
export function isUndivided({ state, terms }: Storm): boolean {
  return state === 'sealed' && terms?.correlate === true;
}

/**
 * Makes of a scope's sealed storm one storm for each cause, and has them submitted. Only on the road of its alerts, so
 * that nothing else is folded meanwhile. Each step may be run again: what is decided is written down before the first.
 */
export async function divide(context: WorkerContext, scope: Storm): Promise<void> {
  const attributes = { [spanKeys.stormId]: scope.id, [spanKeys.alerts]: scope.alertCount };
  await inSpan({ name: 'divide', attributes }, async () => {
    const { scopes, store, queues, log } = context.instance;
    const members = await inPlace(() => scopes.members(scope), log);
    const plan = await planFor(context, scope, members);
    const delayMs = await onDiskAfter(context, scope);
    for (let from = 0; from < plan.length; from += atOnce) {
      const some = plan.slice(from, from + atOnce);
      await Promise.all(some.map((cause) => makeStorm(context, scope, { cause, members, delayMs })));
    }
    const ids = plan.map(({ id }) => id).join(',');
    const { kind, now } = await inPlace(() => store.settle(scope.id, 'divided', ids), log);
    await inPlace(() => wake(queues.finalize, armedStorm(scope), now), log);
    tell(context, scope, plan, kind);
  });
}

async function planFor(
  { instance, topologyNow }: WorkerContext,
  scope: Storm,
  members: readonly ScopeMember[],
): Promise<readonly PlannedCause[]> {
  const { scopes, rules, log } = instance;
  const kept = await inPlace(() => scopes.plan(scope.id), log);
  if (kept !== undefined) return JSON.parse(kept) as PlannedCause[];
  const plan = planOrApart(() =>
    planOf(scope.id, members, topologyNow?.() ?? noTopology, rules.book.correlation),
  );
  return JSON.parse(
    await inPlace(() => scopes.keepPlan(scope.id, JSON.stringify(plan)), log),
  ) as PlannedCause[];

  // A fault of ours must not hold up the alerts behind it for ever.
  function planOrApart(think: () => readonly PlannedCause[]): readonly PlannedCause[] {
    try {
      return think();
    } catch (error) {
      log.error({ stormId: scope.id, error: messageOf(error) }, 'causes not found, divided by pattern');
      return planByPattern(scope.id, members);
    }
  }
}

interface Share {
  readonly cause: PlannedCause;
  readonly members: readonly ScopeMember[];
  readonly delayMs: number;
}

async function makeStorm(context: WorkerContext, scope: Storm, share: Share): Promise<void> {
  const { scopes, store, config, queues, log } = context.instance;
  const { severityOrder } = config;
  const storm = causeStormOf(scope, share.cause, share.members, {
    ...{ severityOrder, samples: store.settings.samples },
  });
  const { now, state } = await inPlace(() => scopes.divide(scope.id, storm), log);
  // Submitted by another, which had come further.
  if (state !== 'sealed') return;
  const { severity, delayMs } = { ...storm, ...share };
  await inPlace(
    () => wakeSealed(queues.finalize, armed(scope, storm), now, { rank: severity.rank, delayMs }),
    log,
  );
}

function armed({ requestId = '' }: Storm, { id, pattern }: CauseStorm) {
  return { id, pattern: pattern.text, requestId };
}

async function onDiskAfter({ instance }: WorkerContext, { id }: Storm): Promise<number> {
  const { keys, config, redis } = instance;
  const { counters: place } = keys.partition(partitionOf(patternHashOf(id), config.partitions));
  return inPlace(() => askOnDiskAfter(redis, place), instance.log);
}

function tell({ instance }: WorkerContext, scope: Storm, plan: readonly PlannedCause[], outcome: string) {
  const { id: stormId, pattern, alertCount } = scope;
  const said = { stormId, pattern: pattern.text, alertCount, causes: plan.length, outcome };
  instance.log.info(said, 'scope divided by cause');
}
