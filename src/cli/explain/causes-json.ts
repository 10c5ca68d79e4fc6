import type { ExplainedCause, ScopeCauses } from './causes.ts';
import type { ExplainedAlert } from './explain.ts';

/** What caused an alert, for programs; undefined: its rule does not correlate. `topology` is null where none is known. */
export function causeJsonOf(scopes: readonly ScopeCauses[], topology?: string) {
  const found = new Map<ExplainedAlert, { readonly cause: ExplainedCause; readonly reason: string }>();
  for (const cause of scopes.flatMap(({ causes }) => causes))
    for (const { deliveries, reason } of cause.members)
      for (const delivery of deliveries) found.set(delivery, { cause, reason });
  return (explained: ExplainedAlert) => {
    const { pattern, rule } = explained.route;
    if (!rule.settings.correlate) return undefined;
    const { cause, reason = null } = found.get(explained) ?? {};
    return {
      scope: pattern.text,
      topology: topology ?? null,
      cause: cause ? causeJson(cause) : null,
      reason,
    };
  };
}

function causeJson({ number, kind, name, becomes, members }: ExplainedCause) {
  return { number, kind, name, alerts: members.length, becomes };
}
