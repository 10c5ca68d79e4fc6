import { formatDuration } from '../../config/units.ts';
import { stampText } from '../times.ts';
import { belowText, sealText } from './explain-words.ts';
import type { causeJsonOf } from './causes-json.ts';
import type { Explained, ExplainedAlert } from './explain.ts';

/** One alert for programs: times as RFC 3339, durations as they are set, null for what is not. */
export function explainedJson(place: string, each: Explained, causeOf?: ReturnType<typeof causeJsonOf>) {
  if (each.kind === 'alert') {
    const correlated = causeOf?.(each.explained);
    return { notification: place, ...alertJson(each.explained), ...(correlated && { correlated }) };
  }
  const { index, reason } = each.rejected;
  return { notification: place, index, becomes: 'rejected', reason };
}

function alertJson({ index, alert, resource, route, becomes, ...others }: ExplainedAlert) {
  const { status, labels, fingerprint } = alert;
  const { rule, pattern, tenant, urgentMs, excluded } = route;
  return {
    ...{ index, status, alertname: labels['alertname'], fingerprint, resource, becomes },
    rule: rule.name,
    pattern: { text: pattern.text, hash: pattern.hash, labels: pattern.labels },
    partition: others.partition,
    tenant: tenant ?? null,
    excluded,
    muted: mutedJson(others.mutedUntilMs),
    urgent: urgentMs === undefined ? null : { wait: formatDuration(urgentMs) },
    storm: stormJson(route.terms, others.seal),
  };
}

function mutedJson(untilMs: number | undefined) {
  return untilMs === undefined ? null : { until: untilMs === Infinity ? null : stampText(untilMs) };
}

function stormJson(terms: ExplainedAlert['route']['terms'], seal: ExplainedAlert['seal']) {
  const { minAlerts, maxAlerts, below, whenResolved } = terms;
  return {
    ...{ sealAt: stampText(seal.atMs), seals: sealText(seal) },
    ...{ maxAlerts: maxAlerts ?? null, minAlerts: minAlerts ?? null, below, whenResolved },
    tooFew: belowText(terms) ?? null,
  };
}
