import type { LoadedConfig } from '../config.ts';
import { formatDuration } from '../config/units.ts';
import { table } from './table.ts';

type Shown = Pick<LoadedConfig, 'effectiveCorrelation' | 'ruleBook'>;

/** What the file says of causes and of what alerts complain of; nothing where no rule correlates. */
export function correlationTables({ effectiveCorrelation }: Pick<Shown, 'effectiveCorrelation'>): string[] {
  const { symptoms = [], causes = [] } = effectiveCorrelation ?? {};
  const told = symptoms.map(({ symptom, match, source }) => [symptom, match.join(', '), source]);
  const asked = causes.flatMap(({ name, cause, takes, equal, source }) => [
    [name, 'cause', cause.join(', '), source],
    ['', 'takes', takes.join(', '), ''],
    ...(equal.length > 0 ? [['', 'equal', equal.join(', '), '']] : []),
  ]);
  return [
    ...(told.length > 0 ? [table(['SYMPTOM', 'MATCH', 'SOURCE'], told)] : []),
    ...(asked.length > 0 ? [table(['CAUSE', 'SETTING', 'VALUE', 'SOURCE'], asked)] : []),
  ];
}

/** One text of all that should be known, or none. */
export function notesText({ notes }: Pick<LoadedConfig, 'notes'>): string[] {
  return notes.length > 0 ? [notes.map((note) => `Note: ${note}.`).join('\n')] : [];
}

/** For programs; null where no rule correlates. */
export function correlationJson({ effectiveCorrelation, ruleBook }: Shown) {
  if (!effectiveCorrelation) return null;
  const { scope, withinMs, maxAlerts } = ruleBook.correlation;
  return { scope, within: formatDuration(withinMs), maxAlerts, ...effectiveCorrelation };
}
