import type { UnpackedAlert } from '../../src/queue/packed.ts';

/** What it says, as an object of its own that can be compared. */
export function plain(alert: UnpackedAlert): Record<string, unknown> {
  const { status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint } = alert;
  const all = { status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
