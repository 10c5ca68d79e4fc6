import type { Storm } from '../storm/storm.ts';
import type { Found } from './find-storms.ts';
import { shorten } from './output.ts';
import { stormDetail } from './storm-view.ts';
import { table } from './table.ts';
import { whenText } from './times.ts';

const head = ['STORM', 'STATE', 'SEVERITY', 'ALERTS', 'DELIVERIES', 'OPENED', 'PATTERN', 'DETAIL'];

/** Storms for people, a line each. */
export function stormsText({ storms, more, now }: Found & { readonly now: number }): string {
  if (storms.length === 0) return 'No storms.';
  const rows = table(
    head,
    storms.map((storm) => row(storm, now)),
  );
  return more ? `${rows}\nThere are more: raise --limit.` : rows;
}

function row(storm: Storm, now: number): (string | number)[] {
  const { id, state, severity, alertCount, deliveryCount, openedAt, pattern } = storm;
  return [
    ...[id, state, severity, alertCount, deliveryCount, whenText(openedAt, now)],
    ...[shorten(pattern.text, 60), stormDetail(storm, now)],
  ];
}
