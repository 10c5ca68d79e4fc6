import type { Matchers } from '../../rules/matchers.ts';
import { pathOf } from '../keys.ts';
import type { SettingsReader } from '../reader.ts';
import { showSet } from './matcher-kinds.ts';
import type { ReadRule } from './read-rule.ts';

/** Tells of rules with the name of another, and of those that no alert ever reaches. */
export function checkOrder(reader: SettingsReader, rules: readonly ReadRule[]): void {
  for (const [index, rule] of rules.entries()) {
    const before = rules.slice(0, index);
    const twin = before.find(({ name }) => name !== undefined && name === rule.name);
    if (twin) reader.complain([...rule.keys, 'name'], `is the name of ${pathOf(twin.keys)} too`);
    const problem = unreachable(rule.match, before);
    if (problem !== undefined) reader.complain([...rule.keys, 'match'], problem);
  }
}

function unreachable(match: Matchers | undefined, before: readonly ReadRule[]): string | undefined {
  if (match === undefined) return undefined;
  const taker = before.find((rule) => rule.match && asksForNoMore(rule.match, match));
  if (!taker?.match) return undefined;
  const { length } = taker.match;
  if (length === 0) return `can never match: ${nameOf(taker)} comes first, and matches every alert`;
  const same =
    length === match.length ? 'has the same matchers' : `asks for ${length} of these matchers only`;
  return `can never match: ${nameOf(taker)} comes first, and ${same}`;
}

/** Whether whatever matches the second matches the first too, as far as their texts tell. */
function asksForNoMore(first: Matchers, second: Matchers): boolean {
  const texts = new Set(second.map((matcher) => showSet([matcher])));
  return first.every((matcher) => texts.has(showSet([matcher])));
}

function nameOf({ keys, name }: ReadRule): string {
  return name === undefined ? pathOf(keys) : `${pathOf(keys)} \`${name}\``;
}
