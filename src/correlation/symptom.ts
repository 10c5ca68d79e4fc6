import type { Labels } from '../alert/alert.ts';
import type { CorrelationRules, Symptom } from '../rules/correlation.ts';
import { matches } from '../rules/matchers.ts';

/** Asked of a name's words; the first that fits decides. */
const byWords: readonly (readonly [Symptom, RegExp])[] = [
  [
    'apart',
    /\bcert(ificate)?s?\b(?! manager)|expir|renewal|\bclock|\bntp\b|time ?sync|\bskew|\bdrift|\bversion|licen[cs]e|\bbackup|deprecat|vulnerab/,
  ],
  ['failing', /crash|image ?pull|err ?image|oom ?kill|restart|back ?off/],
  ['cordoned', /cordon|\bdrain|scheduling ?disabled|unschedulable/],
  [
    'down',
    /unreachable|(node|host|kubelet|instance|machine|server|hypervisor|\bvm\b).*(not ?ready|down|missing|absent|away|lost|offline|dead|unresponsive|not ?respond)/,
  ],
  [
    'strained',
    /pressure|memory|\boom|saturat|\bcpu|overload|\bload\b|\bdisk|file ?system|inode|\bspace|evict|throttl|iops|\bswap|\bpage ?faults?|\bgpu|temperature|thermal/,
  ],
  [
    'waiting',
    /not ?ready|unready|not ?healthy|unhealthy|pending|waiting|mismatch|degraded|stuck|schedul|missing|down|absent|unavailable|container ?creating|failed ?(mount|attach)|not ?running|offline|unresponsive/,
  ],
];
const failingReasons = /crash|image|err|oom/i;

/** In UTF-16 units. To look for words takes quadratic time, and a name may be as long as an alert: then all would wait for it. */
const longestName = 256;

/** `KubePodOOMKilled`, `kubernetes_pod_oom_killed` and `k8s-pod-oom-killed` as words: `kube pod oom killed`. */
export function wordsOf(name: string): string {
  return name
    .slice(0, longestName)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()
    .replaceAll(/\b(?:kubernetes|k8s)\b/g, 'kube');
}

/** What the configuration says that it complains of. */
export function symptomByRule(
  labels: Labels,
  { symptoms }: Pick<CorrelationRules, 'symptoms'>,
): Symptom | undefined {
  const [symptom] = symptoms.find(([, sets]) => sets.some((matchers) => matches(matchers, labels))) ?? [];
  return symptom;
}

/** As far as the words of its name and a few labels tell. */
export function symptomByWords(labels: Labels, words: string): Symptom {
  const [symptom = 'other'] = byWords.find(([, names]) => names.test(words)) ?? [];
  return symptom === 'waiting' && failingReasons.test(labels['reason'] ?? '') ? 'failing' : symptom;
}
