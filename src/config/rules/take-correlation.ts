import type { z } from 'zod';

import { nearestOrKnown } from '../../nearest.ts';
import { type CauseRule, type CorrelationRules, type Symptom, symptoms } from '../../rules/correlation.ts';
import type { Matchers } from '../../rules/matchers.ts';
import { isMapping } from '../file.ts';
import { type Keys, pathOf } from '../keys.ts';
import type { SettingsReader } from '../reader.ts';
import { correlationSettings } from '../settings-correlation.ts';
import type { EffectiveCause, EffectiveSymptom } from '../types.ts';
import { entryMappings, requireKey } from './entry-mappings.ts';
import { anyOfSets, showSet } from './matcher-kinds.ts';
import { causeName, equalLabels } from './names.ts';

/** What only the file can hold of it. */
export const symptomsKeys = ['correlation', 'symptoms'];
export const causesKeys = ['correlation', 'causes'];

/** How rules that correlate do it, as it was read. */
export interface ReadCorrelation {
  readonly rules: CorrelationRules;
  /** The same of the lists, with where each was set. */
  readonly symptoms: readonly EffectiveSymptom[];
  readonly causes: readonly EffectiveCause[];
  /** What was set of it, by path, and where. */
  readonly own: ReadonlyMap<string, string>;
}

export function takeCorrelation(reader: SettingsReader): ReadCorrelation {
  const { correlationScope, correlationWithin, correlationMaxAlerts } = correlationSettings;
  const scalars = {
    scope: reader.take(correlationScope),
    withinMs: reader.take(correlationWithin),
    maxAlerts: reader.take(correlationMaxAlerts),
  };
  const [told, causes] = [takeSymptoms(reader), takeCauses(reader)];
  return {
    rules: {
      ...scalars,
      symptoms: told.map(({ symptom, sets }) => [symptom, sets] as const),
      causes: causes.map(({ rule }) => rule),
    },
    symptoms: told.map(({ symptom, sets, source }) => ({ symptom, match: sets.map(showSet), source })),
    causes: causes.map(({ rule, source }) => ({ ...shownCause(rule), source })),
    own: ownOf(reader),
  };
}

function ownOf(reader: SettingsReader): ReadonlyMap<string, string> {
  const paths = Object.values(correlationSettings).map(({ path }) => [path, reader.sourceOf(path)] as const);
  const lists = [symptomsKeys, causesKeys].map((keys) => {
    const source = reader.rawAt(keys) === undefined ? '' : reader.lineOf(keys);
    return [pathOf(keys), source] as const;
  });
  return new Map([...paths, ...lists].filter(([, source]) => source !== ''));
}

function shownCause({ name, cause, takes, equal }: CauseRule): Omit<EffectiveCause, 'source'> {
  return { name, cause: cause.map(showSet), takes: takes.map(showSet), equal };
}

interface ReadSymptom {
  readonly symptom: Symptom;
  readonly sets: readonly Matchers[];
  readonly source: string;
}

function takeSymptoms(reader: SettingsReader): readonly ReadSymptom[] {
  const raw = reader.rawAt(symptomsKeys);
  if (raw === undefined) return [];
  if (!isMapping(raw)) {
    reader.complain(symptomsKeys, `is not a mapping of ${symptoms.join(', ')}`);
    return [];
  }
  return Object.keys(raw).flatMap((key) => takeSymptom(reader, key));
}

function takeSymptom(reader: SettingsReader, key: string): readonly ReadSymptom[] {
  const keys = [...symptomsKeys, key];
  const symptom = symptoms.find((word) => word === key);
  if (symptom === undefined) {
    reader.complain(keys, `unknown key \`${key}\`${nearestOrKnown(key, symptoms)}`, pathOf(symptomsKeys));
    return [];
  }
  const found = reader.takeAt(keys, anyOfSets);
  return found ? [{ symptom, sets: found.value, source: found.source }] : [];
}

const list = {
  keys: causesKeys,
  known: ['name', 'cause', 'takes', 'equal'],
  entry: 'a mapping with `name`, `cause` and `takes`',
};

interface ReadCause {
  readonly rule: CauseRule;
  readonly source: string;
}

function takeCauses(reader: SettingsReader): readonly ReadCause[] {
  const entries = entryMappings(reader, list);
  const names = entries.map((entry) => takeName(reader, entry));
  return entries.map((entry, index) => {
    const name = names[index];
    const first = name === undefined ? index : names.indexOf(name);
    const twin = entries[first];
    if (first < index && twin) reader.complain([...entry, 'name'], `is the name of ${pathOf(twin)} too`);
    return { rule: takeCause(reader, entry, name ?? ''), source: reader.lineOf(entry) };
  });
}

function takeName(reader: SettingsReader, entry: Keys): string | undefined {
  requireKey(reader, entry, 'name', list, '; every cause has a name of its own');
  return reader.takeAt([...entry, 'name'], causeName.schema)?.value;
}

function takeCause(reader: SettingsReader, entry: Keys, name: string): CauseRule {
  requireKey(reader, entry, 'cause', list, '; it takes matchers of the alerts that are the cause');
  requireKey(reader, entry, 'takes', list, '; without it the cause would take nothing');
  const take = <T>(key: string, schema: z.ZodType<readonly T[]>): readonly T[] =>
    reader.takeAt([...entry, key], schema)?.value ?? [];
  return {
    name,
    cause: take('cause', anyOfSets),
    takes: take('takes', anyOfSets),
    equal: take('equal', equalLabels.schema),
  };
}
