import type { Storm } from '../storm/storm.ts';
import type { Found } from './find-storms.ts';
import { counted, shorten } from './output.ts';
import { stormDetail } from './storm-view.ts';
import { table } from './table.ts';
import { whenText } from './times.ts';

const head = ['STORM', 'STATE', 'SEVERITY', 'ALERTS', 'DELIVERIES', 'OPENED'];

/** Storms for people, a line each; with causes where any has one. */
export function stormsText({ storms, more, now }: Found & { readonly now: number }): string {
  if (storms.length === 0) return 'No storms.';
  const withCauses = storms.some(({ cause }) => cause);
  const rows = table(
    [...head, ...(withCauses ? ['CAUSE'] : []), 'PATTERN', 'DETAIL'],
    storms.map((storm) => row(storm, now, withCauses)),
  );
  return more ? `${rows}\nThere are more: raise --limit.` : rows;
}

function row(storm: Storm, now: number, withCauses: boolean): (string | number)[] {
  const { id, state, severity, alertCount, deliveryCount, openedAt, cause } = storm;
  return [
    ...[id, state, severity, alertCount, deliveryCount, whenText(openedAt, now)],
    ...(withCauses ? [shorten(cause?.name ?? '', 40)] : []),
    ...[shorten(patternText(storm), 60), stormDetail(storm, now)],
  ];
}

/** Of alerts of several patterns the text is the cause's name, which stands beside it already. */
function patternText({ pattern, cause }: Storm): string {
  return cause && cause.name === pattern.text ? counted(cause.patternCount, 'pattern') : pattern.text;
}
