import { z } from 'zod';

import type { Window } from '../../rules/rule.ts';
import { isMapping } from '../file.ts';
import { type Kind, duration } from '../kinds.ts';
import { nearestOrKnown } from '../../nearest.ts';
import { formatDuration, yearMs } from '../units.ts';

const time = duration(1, yearMs);
export const windowParts = ['quiet', 'max'] as const;
type Part = (typeof windowParts)[number];

const meanings: Readonly<Record<Part, string>> = {
  quiet: 'the pause that ends it',
  max: 'the longest that it can last',
};
const example = '`quiet 30s max 10m`';

/** `5m`; or `quiet 30s max 10m`, which the file may also hold as a mapping of the two. */
export const windowKind: Kind<Window> = {
  schema: z.unknown().transform((raw, context) => {
    const faults: WindowFault[] = [];
    const window = isMapping(raw) ? quietWindow(raw, faults) : textWindow(raw, faults);
    for (const { message, path = [] } of faults)
      context.addIssue({ code: 'custom', message, path: [...path] });
    return window ?? z.NEVER;
  }),
  fromText: (text) => text,
  show: showWindow,
};

interface WindowFault {
  readonly message: string;
  /** The key of the mapping that it is about, where there is one. */
  readonly path?: readonly string[];
}

function textWindow(raw: unknown, faults: WindowFault[]): Window | undefined {
  const match = /^quiet\s+(\S+)\s+max\s+(\S+)$/.exec(typeof raw === 'string' ? raw : '');
  if (match) return quietWindow({ quiet: match[1], max: match[2] }, faults);
  const ms = judged(raw, (message) => faults.push({ message: `${message}; nor is it such as ${example}` }));
  return ms === undefined ? undefined : { kind: 'fixed', ms };
}

function quietWindow(raw: Readonly<Record<string, unknown>>, faults: WindowFault[]): Window | undefined {
  const unknown = Object.keys(raw).filter((key) => !windowParts.some((part) => part === key));
  faults.push(
    ...unknown.map((key) => ({ path: [key], message: `unknown key${nearestOrKnown(key, windowParts)}` })),
  );
  const missing = windowParts.filter((part) => raw[part] === undefined || raw[part] === null);
  // What is missing is most likely what is misspelt.
  if (unknown.length === 0)
    faults.push(
      ...missing.map((part) => ({ message: `needs \`${part}\`, ${meanings[part]}, as in ${example}` })),
    );
  const [quietMs, maxMs] = windowParts.map((part) => {
    if (missing.includes(part)) return undefined;
    return judged(raw[part], (message) => faults.push({ path: [part], message }));
  });
  if (quietMs === undefined || maxMs === undefined || unknown.length > 0) return undefined;
  return ordered(quietMs, maxMs, faults);
}

function ordered(quietMs: number, maxMs: number, faults: WindowFault[]): Window | undefined {
  if (quietMs < maxMs) return { kind: 'quiet', quietMs, maxMs };
  const [quiet, max] = [quietMs, maxMs].map(formatDuration);
  const message = `${quiet} is not shorter than max (${max}), which would always come first; lower it, or raise max`;
  faults.push({ path: ['quiet'], message });
  return undefined;
}

function judged(raw: unknown, complain: (message: string) => void): number | undefined {
  const result = time.schema.safeParse(raw);
  for (const { message } of result.error?.issues ?? []) complain(message);
  return result.data;
}

function showWindow(window: Window): string {
  if (window.kind === 'fixed') return formatDuration(window.ms);
  return `quiet ${formatDuration(window.quietMs)} max ${formatDuration(window.maxMs)}`;
}
