import type { Labels } from '../alert/alert.ts';
import type { Symptom } from '../rules/correlation.ts';

/** The first that fits decides. */
const byName: readonly (readonly [Symptom, RegExp])[] = [
  ['apart', /cert|expir|clock|ntp|time.?sync|skew|drift|version|licen[cs]e|backup|deprecat|vulnerab/i],
  ['failing', /crash|image.?pull|err.?image|oom.?kill|restart/i],
  ['cordoned', /unschedulable|cordon|drain/i],
  ['down', /unreachable|(node|host|kubelet|instance).*(not.?ready|down|missing|absent|away|lost)/i],
  [
    'strained',
    /pressure|memory|oom|saturat|cpu|overload|load|disk|filesystem|inode|space|evict|throttl|iops|swap|fault/i,
  ],
  [
    'waiting',
    /not.?ready|unready|not.?healthy|unhealthy|pending|waiting|mismatch|degraded|stuck|schedul|missing|down|absent|unavailable/i,
  ],
];
const failingReasons = /crash|image|err|oom/i;

/** As far as its name and a few labels tell. */
export function symptomOf(labels: Labels): Symptom {
  const name = labels['alertname'] ?? '';
  const [symptom = 'other'] = byName.find(([, names]) => names.test(name)) ?? [];
  return symptom === 'waiting' && failingReasons.test(labels['reason'] ?? '') ? 'failing' : symptom;
}
