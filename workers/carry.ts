import { hasten } from '../src/queue/arm.ts';
import { carriedAtOnce as atOnce } from '../src/redis/divide.ts';
import { type DivisionPlan, causeStormId, earliest } from '../src/storm/cause-storm.ts';
import type { ScopeMember } from '../src/storm/scope-member.ts';
import { severityOf } from '../src/storm/severity.ts';
import type { Storm } from '../src/storm/storm.ts';
import type { WorkerContext } from './context.ts';
import { inPlace } from './in-place.ts';

/** Takes over into the scope's next storm what the plan leaves for it. Safe to repeat. */
export async function carry(
  { instance }: WorkerContext,
  scope: Storm,
  { carried, carriedUntil: until = 0 }: DivisionPlan,
  all: readonly ScopeMember[],
): Promise<void> {
  const { scopes, queues, config, log } = instance;
  const members = carried.flatMap((ordinal) => all[ordinal] ?? []);
  const openedAt = earliest(members.map(({ member }) => member.arrivedAt));
  const rankOf = (severity: string) => severityOf(severity, config.severityOrder).rank;
  const shared = { until, openedAt, rankOf };
  for (let from = 0, step = 1; from < members.length; from += atOnce, step++) {
    const some = members.slice(from, from + atOnce);
    // Of each step its own: what an earlier one opened may be sealed by now, by force.
    const id = causeStormId(scope.id, `carried ${step}`);
    const { now, open } = await inPlace(
      () => scopes.carry(scope, { ...shared, id, step, members: some }),
      log,
    );
    if (!open) continue;
    const armed = { id: open.id, pattern: scope.pattern.text, requestId: scope.requestId ?? '' };
    await inPlace(() => hasten(queues.finalize, armed, now, open.sealAt - now), log);
  }
}
