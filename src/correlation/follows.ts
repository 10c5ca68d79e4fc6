import type { Facts } from './facts.ts';

/** It is away, or there is too little of it. */
export function isLack({ symptom }: Facts): boolean {
  return symptom === 'waiting' || symptom === 'down';
}

const errors = /error|fail|burn|5xx|probe|unavailable/;

/** Not of a pod: that would have a fault of its own. */
export function isErrorOfService(one: Facts): boolean {
  const ofJob = one.workloads.some((each) => /^(?:Cron)?Job\//.test(each));
  return one.symptom === 'other' && !one.aboutNode && !one.pod && !ofJob && errors.test(one.words);
}

const entrances = ['ingress', 'exported_ingress', 'host', 'route', 'url', 'vhost'];

/** It came in, or was asked, from outside. */
export function fromOutside({ words, episode: { labels } }: Facts): boolean {
  return /probe|ingress/.test(words) || entrances.some((name) => labels[name]);
}

export function pullsImage({ words, episode: { labels } }: Facts): boolean {
  return /image ?pull|err ?image/.test(words) || /image/i.test(labels['reason'] ?? '');
}

/** A volume that fills up does so by itself. */
export function wantsVolume(one: Facts): boolean {
  const { symptom, words, claims, resource, workloads, placed } = one;
  if (symptom === 'apart' || symptom === 'strained' || /fill|full|space|inode|usage/.test(words))
    return false;
  if (claims.length > 0 || resource.kind === 'PersistentVolume') return true;
  if (/\b(?:mount|attach|volume)/.test(words)) return true;
  // Sets are there for the sake of volumes; where a topology knows the pod, it would have told.
  return symptom === 'waiting' && !placed && workloads.some((each) => each.startsWith('StatefulSet/'));
}
