import type { Labels } from '../alert/alert.ts';

/**
 * What an alert complains of, as far as its name and a few labels tell:
 * `down`: it does not answer, or takes nothing; `strained`: short of memory, disk or processor; `failing`: it ends by its own
 * fault again and again, or cannot be started; `waiting`: not there yet, not ready, or too few of it; `apart`: what no
 * outage brings about, such as a certificate's end; `other`.
 */
export type Symptom = 'down' | 'strained' | 'failing' | 'waiting' | 'apart' | 'other';

const byName: readonly (readonly [Symptom, RegExp])[] = [
  ['apart', /cert|expir|clock|ntp|time.?sync|skew|drift|version|licen[cs]e|backup|deprecat|vulnerab/i],
  ['failing', /crash|imagepull|errimage|oomkill|restart/i],
  ['strained', /pressure|memory|oom|saturat|cpu|overload|load|disk|filesystem|inode|space|evict|throttl|iops|swap|fault/i],
  ['down', /unreachable|node.*(not.?ready|down)|(node|host|kubelet|instance).*(down|missing|absent)|unschedulable|cordon|drain/i],
  ['waiting', /not.?ready|unready|not.?healthy|unhealthy|pending|waiting|mismatch|degraded|stuck|not.?scheduled|missing|down|absent/i],
];
const failingReasons = /crash|image|err|oom/i;

export function symptomOf(labels: Labels): Symptom {
  const reason = labels['reason'] ?? '';
  const name = labels['alertname'] ?? '';
  for (const [symptom, names] of byName) {
    if (!names.test(name)) continue;
    if (symptom === 'waiting' && failingReasons.test(reason)) return 'failing';
    return symptom;
  }
  return 'other';
}
