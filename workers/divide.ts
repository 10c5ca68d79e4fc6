import { planByPattern, planOf } from '../src/correlation/plan.ts';
import { messageOf } from '../src/errors.ts';
import { armSealed, wake } from '../src/queue/arm.ts';
import { askOnDiskAfter } from '../src/redis/on-disk.ts';
import { type DivisionPlan, type PlannedCause, causeStormOf } from '../src/storm/cause-storm.ts';
import { partitionOf } from '../src/storm/pattern.ts';
import type { ScopeMember } from '../src/storm/scope-member.ts';
import { type Storm, patternHashOf } from '../src/storm/storm.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import { carry } from './carry.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { inPlace } from './in-place.ts';

/** Causes of which storms are made at a time: a scope can have thousands, and each is a round trip. */
const atOnce = 50;

/** Whether it holds what is still to be divided by cause. */
export function isUndivided({ state, terms }: Storm): boolean {
  return state === 'sealed' && terms?.correlate === true;
}

/**
 * Makes of a scope's sealed storm one storm for each cause whose window has ended, has these submitted, and takes what is
 * left over into the scope's next storm. Only on the road of its alerts, so that nothing else is folded meanwhile. Each step
 * may be run again: what is decided is written down before the first.
 */
export async function divide(context: WorkerContext, scope: Storm): Promise<void> {
  const attributes = { [spanKeys.stormId]: scope.id, [spanKeys.alerts]: scope.alertCount };
  await inSpan({ name: 'divide', attributes }, async () => {
    const { scopes, store, queues, config, log } = context.instance;
    const stop = context.metrics.correlation.divideSeconds.startTimer();
    const members = await inPlace(() => scopes.members(scope), log);
    const plan = await planFor(context, scope, members);
    await makeStorms(context, scope, plan, members);
    await carry(context, scope, plan, members);
    const ids = plan.causes.map(({ id }) => id).join(',');
    await inPlace(() => scopes.forgetBefore(scope), log);
    // Until the next ones are divided, however long nobody does that. One that was full is looked at by none.
    const lookedMs = scope.sealReason === 'full' ? 0 : config.retentionMs;
    const { kind, now } = await inPlace(() => store.settle(scope.id, 'divided', ids, lookedMs), log);
    // Its own job is of no more use, and ends by itself once it looks.
    await inPlace(() => wake(queues.finalize, armedStorm(scope), now), log);
    stop();
    if (kind === 'settled') count(context, plan);
    tell(context, scope, plan, kind);
  });
}

async function planFor(
  context: WorkerContext,
  scope: Storm,
  members: readonly ScopeMember[],
): Promise<DivisionPlan> {
  const { scopes, log } = context.instance;
  const kept = await inPlace(() => scopes.plan(scope.id), log);
  const text = kept ?? JSON.stringify(await think(context, scope, members));
  const stands = kept ?? (await inPlace(() => scopes.keepPlan(scope.id, text), log));
  return JSON.parse(stands) as DivisionPlan;
}

// A fault of ours must not hold up the alerts behind it for ever.
async function think(
  { instance, metrics }: WorkerContext,
  scope: Storm,
  members: readonly ScopeMember[],
): Promise<DivisionPlan> {
  const { scopes, rules, log, topologyNow } = instance;
  const { correlation } = rules.book;
  const before = await inPlace(() => scopes.before(scope, correlation.maxAlerts), log);
  try {
    return planOf(scope, members, { before, topology: topologyNow(), rules: correlation });
  } catch (error) {
    metrics.correlation.failures.inc();
    log.error({ stormId: scope.id, error: messageOf(error) }, 'causes not found, divided by pattern');
    return planByPattern(scope, members);
  }
}

async function makeStorms(
  context: WorkerContext,
  scope: Storm,
  { causes }: DivisionPlan,
  members: readonly ScopeMember[],
): Promise<void> {
  const delayMs = await onDiskAfter(context, scope);
  for (let from = 0; from < causes.length; from += atOnce) {
    const some = causes.slice(from, from + atOnce);
    await Promise.all(some.map((cause) => makeStorm(context, scope, { cause, members, delayMs })));
  }
}

interface Share {
  readonly cause: PlannedCause;
  readonly members: readonly ScopeMember[];
  readonly delayMs: number;
}

async function makeStorm(
  { instance }: WorkerContext,
  scope: Storm,
  { cause, members, delayMs }: Share,
): Promise<void> {
  const { scopes, store, config, queues, log } = instance;
  const settings = { severityOrder: config.severityOrder, samples: store.settings.samples };
  const storm = causeStormOf(scope, cause, members, settings);
  const { now, state } = await inPlace(() => scopes.divide(scope.id, storm), log);
  // Another has come further with it.
  if (state !== 'sealed') return;
  const armed = { id: storm.id, pattern: storm.pattern.text, requestId: scope.requestId ?? '' };
  const { rank } = storm.severity;
  await inPlace(() => armSealed(queues.finalize, armed, now, { rank, delayMs }), log);
}

// Not before it is on the disk: until then their jobs could only look and go back to sleep.
async function onDiskAfter({ instance }: WorkerContext, { id }: Storm): Promise<number> {
  const { keys, config, redis } = instance;
  const { counters: place } = keys.partition(partitionOf(patternHashOf(id), config.partitions));
  return inPlace(() => askOnDiskAfter(redis, place), instance.log);
}

// By the call that ended it alone.
function count({ metrics }: WorkerContext, { causes, carried }: DivisionPlan): void {
  for (const { kind } of causes) metrics.correlation.causes.inc({ kind });
  metrics.correlation.carried.inc(carried.length);
}

function tell({ instance }: WorkerContext, scope: Storm, plan: DivisionPlan, outcome: string): void {
  const { id: stormId, pattern, alertCount } = scope;
  const { causes, carried } = plan;
  const said = { stormId, pattern: pattern.text, alertCount, causes: causes.length, carried: carried.length };
  instance.log.info({ ...said, outcome }, 'scope divided by cause');
}
