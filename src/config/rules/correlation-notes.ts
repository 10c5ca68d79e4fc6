import { longestMs } from '../../rules/default-rule.ts';
import type { RuleSettingName } from '../settings-rules.ts';
import { formatDuration } from '../units.ts';
import type { ReadRule } from './read-rule.ts';
import type { ReadRules } from './take-rules.ts';

/** Of a cause's storm these are as at the top of the file, because alerts of several rules can share it. */
const ofCauses: readonly RuleSettingName[] = [
  ...(['window', 'minAlerts', 'below', 'whenResolved', 'updates', 'flapAfter'] as const),
];
/** It has none of these, wherever they are set. */
const ofPatterns: readonly RuleSettingName[] = ['by', 'maxAlerts', 'cooldown', 'cooldownMax'];

/** Whether alerts of any rule are correlated. */
export function correlates({ byDefault, rules }: ReadRules): boolean {
  return [byDefault, ...rules].some(({ values }) => values.correlate);
}

/** What a rule that correlates sets in vain; nothing of the top, which other rules have theirs from. */
export function inVain({ keys, own, values }: ReadRule): readonly string[] {
  if (keys.length === 0 || !values.correlate) return [];
  const lost = (names: readonly RuleSettingName[]) =>
    names.filter((name) => own.has(name)).map((name) => `\`${name}\``);
  const [causes, patterns] = [lost(ofCauses), lost(ofPatterns)];
  return [
    ...told(causes, 'because it correlates, and storms of causes have those of the top of the file'),
    ...told(patterns, 'because it correlates, and storms of causes have none'),
  ];
}

/** What is no fault in how rules correlate, and should be known. */
export function correlationNotes(read: ReadRules): readonly string[] {
  return correlates(read) ? [...topNotes(read), ...windowNotes(read)] : idleNotes(read);
}

function topNotes({ byDefault: { own } }: ReadRules): readonly string[] {
  const set = ofPatterns.filter((name) => own.has(name));
  const why = set.includes('maxAlerts') ? '; `correlation.maxAlerts` counts there' : '';
  return told(
    placed(new Map(set.map((name) => [name, own.get(name) ?? '']))),
    `for alerts that correlate${why}`,
  );
}

function windowNotes({ byDefault: { values, own }, correlation }: ReadRules): readonly string[] {
  const { window } = values;
  const { withinMs } = correlation.rules;
  const [longest, within] = [longestMs(window), withinMs].map(formatDuration);
  const quiet = `alerts that correlate wait for ${longest}, the longest that the quiet window of the top (${own.get('window')}) can last`;
  const reach = `\`correlation.within\` (${within}) is longer than the window of the top (${longest}): what arrives later than that is of another cause`;
  return [...(window.kind === 'quiet' ? [quiet] : []), ...(withinMs > longestMs(window) ? [reach] : [])];
}

function idleNotes({ correlation: { own } }: ReadRules): readonly string[] {
  return told(placed(own), 'because no rule correlates; set `correlate: on`');
}

function placed(own: ReadonlyMap<string, string>): readonly string[] {
  return [...own].map(([name, source]) => `\`${name}\` (${source})`);
}

function told(some: readonly string[], why: string): readonly string[] {
  if (some.length === 0) return [];
  const [last = '', ...others] = some.toReversed();
  const names = others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
  return [`${names} ${others.length === 0 ? 'is' : 'are'} of no effect ${why}`];
}
