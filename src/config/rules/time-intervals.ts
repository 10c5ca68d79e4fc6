import { parseTimeInterval } from '../../rules/parse-time-interval.ts';
import type { TimeInterval } from '../../rules/time-interval.ts';
import { type Keys, pathOf } from '../keys.ts';
import { didYouMean, nearest } from '../../nearest.ts';
import { quote, shortReason } from '../quote.ts';
import type { SettingsReader } from '../reader.ts';
import { entryMappings, requireKey } from './entry-mappings.ts';
import { intervalName } from './names.ts';
import type { ReadRule } from './read-rule.ts';

/** The key of the list, and in each of its entries of the list within. */
export const intervalsKey = 'time_intervals';

export interface NamedIntervals {
  /** What each name stands for: any of these. One with faults has its name nevertheless. */
  readonly byName: ReadonlyMap<string, readonly TimeInterval[]>;
  /** Whether every name could be read. */
  readonly complete: boolean;
}

const list = {
  keys: [intervalsKey],
  known: ['name', intervalsKey],
  entry: `a mapping with \`name\` and \`${intervalsKey}\``,
};

/** Reads the list in Alertmanager's own format, so that it can be pasted. */
export function takeTimeIntervals(reader: SettingsReader): NamedIntervals {
  const byName = new Map<string, readonly TimeInterval[]>();
  const entries = entryMappings(reader, list);
  const names = entries.map((entry) => takeName(reader, entry));
  for (const [index, entry] of entries.entries()) {
    const intervals = takeIntervals(reader, entry);
    const name = names[index];
    if (name === undefined) continue;
    const first = names.indexOf(name);
    if (first < index) reader.complain([...entry, 'name'], `is the name of ${intervalsKey}[${first}] too`);
    else byName.set(name, intervals);
  }
  const raw = reader.rawAt(list.keys) ?? [];
  const complete = Array.isArray(raw) && raw.length === names.length && !names.includes(undefined);
  return { byName, complete };
}

function takeName(reader: SettingsReader, entry: Keys): string | undefined {
  requireKey(reader, entry, 'name', list);
  return reader.takeAt([...entry, 'name'], intervalName.schema)?.value;
}

function takeIntervals(reader: SettingsReader, entry: Keys): readonly TimeInterval[] {
  requireKey(reader, entry, intervalsKey, list);
  const keys = [...entry, intervalsKey];
  const raw = reader.rawAt(keys);
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.length > 0)
    return raw.flatMap((each: unknown, index) => takeInterval(reader, [...keys, index], each));
  reader.complain(keys, 'is not a list of time intervals, of which it has at least one');
  return [];
}

function takeInterval(reader: SettingsReader, keys: Keys, raw: unknown): readonly TimeInterval[] {
  const parsed = parseTimeInterval(raw);
  if ('interval' in parsed) return [parsed.interval];
  for (const { path, problem } of parsed.faults) reader.complain([...keys, ...path], shortReason(problem));
  return [];
}

/** Tells of names in a rule's `muteTimeIntervals` that stand for nothing. */
export function checkIntervalNames(reader: SettingsReader, rule: ReadRule, named: NamedIntervals): void {
  const source = rule.own.get('muteTimeIntervals');
  // One of those that could not be read may be the one.
  if (source === undefined || !named.complete) return;
  const keys = [...rule.keys, 'muteTimeIntervals'];
  for (const [index, name] of rule.values.muteTimeIntervals.entries()) {
    if (named.byName.has(name)) continue;
    const meant = didYouMean(nearest(name, [...named.byName.keys()]));
    const problem = `entry ${index + 1} ${quote(name)} is the name of no entry of ${intervalsKey}${meant}`;
    // A variable has no lines.
    if (source === reader.lineOf(keys)) reader.complain([...keys, index], problem, pathOf(keys));
    else reader.faults.push({ path: pathOf(keys), source, problem });
  }
}
