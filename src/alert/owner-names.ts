import { type ResourceRef, resourceRef } from './topology.ts';

// Kubernetes makes names of what can't spell a word: no vowels, and no 0, 1 and 3, which look like some.
const safe = 'bcdfghjklmnpqrstvwxz2456789';
const suffixed = new RegExp(`^(.+)-[${safe}]{5}$`);
const templated = new RegExp(`^(.+)-([${safe}]{6,10})$`);
// Others than Kubernetes make such names from more letters: tests, other orchestrators, names that were made anonymous. Two
// parts at once that are no words are no accident: one of letters and digits, and one with a digit or without a vowel.
const loose = /^(.+-(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,10})-(?=[a-z]*\d|[^aeiou]+$)[a-z\d]{4,6}$/;
const looseTemplated = /^(.+)-((?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,10})$/;
const ordinal = /^(.+)-(?:0|[1-9]\d{0,3})$/;
// The minutes since 1970 at which it was due: eight digits from 2008 to 2046.
const scheduled = /^(.+)-[23]\d{7}$/;

/** Static pods end in the name of their node, which is no hash and no ordinal, whatever it looks like. */
const staticPods = /^(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd)-/;

/**
 * What a pod most likely belongs to, by its name alone, nearest first; none where the name says nothing. Another kind of
 * owner may name its pods alike: what a cluster says counts for more.
 */
export function ownersByPodName({ namespace, name }: ResourceRef): readonly ResourceRef[] {
  if (namespace === 'kube-system' && staticPods.test(name)) return [];
  const owner = suffixed.exec(name)?.[1];
  if (owner !== undefined && !loose.test(name)) return ownersBySuffixedName(owner, namespace);
  const replicaSet = loose.exec(name)?.[1];
  if (replicaSet !== undefined) return withOwners(resourceRef('ReplicaSet', namespace, replicaSet));
  const set = ordinal.exec(name)?.[1];
  return set === undefined ? [] : [resourceRef('StatefulSet', namespace, set)];
}

/** The owners themselves: what is above them can be told from their names. */
function ownersBySuffixedName(name: string, namespace: string | undefined): readonly ResourceRef[] {
  const kind = scheduled.test(name) ? 'Job' : hasTemplateHash(name) ? 'ReplicaSet' : 'DaemonSet';
  return withOwners(resourceRef(kind, namespace, name));
}

/** A workload, and behind it what it most likely belongs to by its name: a ReplicaSet's Deployment, a Job's CronJob. */
export function withOwners(ref: ResourceRef): readonly ResourceRef[] {
  const { kind, namespace, name } = ref;
  if (kind === 'ReplicaSet' && hasTemplateHash(name))
    return [ref, resourceRef('Deployment', namespace, templateOf(name)?.[1] ?? '')];
  const cron = kind === 'Job' ? scheduled.exec(name)?.[1] : undefined;
  return cron === undefined ? [ref] : [ref, resourceRef('CronJob', namespace, cron)];
}

// A short part of letters alone may be a word (`https`, `kpwrst`); the hash of a template nearly always has digits.
function hasTemplateHash(name: string): boolean {
  const hash = templateOf(name)?.[2];
  return hash !== undefined && (hash.length >= 8 || /\d/.test(hash));
}

function templateOf(name: string): RegExpExecArray | null {
  return templated.exec(name) ?? looseTemplated.exec(name);
}
