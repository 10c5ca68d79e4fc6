import type { Fault } from './faults.ts';
import { type ConfigFile, isMapping } from './file.ts';
import { pathOf } from './keys.ts';
import { didYouMean, nearest } from '../nearest.ts';
import type { Environment } from './reader.ts';
import { causesKeys, symptomsKeys } from './rules/take-correlation.ts';
import { intervalsKey } from './rules/time-intervals.ts';
import { windowParts } from './rules/window.ts';
import { settings } from './settings.ts';

/** What only the file can hold; each is judged where it is read. */
const lists = ['rules', intervalsKey, pathOf(symptomsKeys), pathOf(causesKeys)];
const paths = [...settings.flatMap(({ path }) => path ?? []), ...lists];
/** What rules have and the top of the file has not. */
const ruleKeys = ['name', 'match'];
const variables = settings.map(({ variable }) => variable);

/** Keys of the file that are no setting, and sections that are no mapping. */
export function unknownKeys(file: ConfigFile): readonly Fault[] {
  return faultsWithin(file, file.content, []);
}

function faultsWithin(
  file: ConfigFile,
  section: Readonly<Record<string, unknown>>,
  at: readonly string[],
): Fault[] {
  return Object.entries(section).flatMap(([key, value]) => {
    const here = [...at, key];
    const path = here.join('.');
    if (paths.includes(path)) return [];
    const keys = keysOf(path);
    if (keys.length === 0) return [unknownKey(file, at, key)];
    if (value === null) return [];
    if (isMapping(value)) return faultsWithin(file, value, here);
    return [{ path, source: file.sourceOf(here), problem: `is not a mapping with ${words(keys)}` }];
  });
}

function unknownKey(file: ConfigFile, at: readonly string[], key: string): Fault {
  const section = at.join('.');
  const source = file.sourceOf([...at, key]);
  if (section === '' && ruleKeys.includes(key))
    return { path: section, source, problem: `unknown key \`${key}\`; it stands in an entry of \`rules\`` };
  const siblings = nearest(key, keysOf(section));
  const meant = siblings.length > 0 ? siblings : elsewhere(key);
  // Under `auth`, a key that is like no other may be a secret that lost its place in a list.
  const name = at[0] === 'auth' && meant.length === 0 ? 'unknown key' : `unknown key \`${key}\``;
  const known = meant.length > 0 ? didYouMean(meant) : `; known here: ${words(keysOf(section))}`;
  return { path: section, source, problem: `${name}${known}` };
}

/** Settings of other sections whose last word is this one, such as `sink.directory` for `directory`. */
function elsewhere(key: string): readonly string[] {
  const named = paths.filter((path) => nearest(key, [path.split('.').at(-1) ?? '']).length > 0);
  return [...named, ...windowParts.filter((part) => part === key).map((part) => `window.${part}`)];
}

/** The keys that a section of the file may have. */
function keysOf(section: string): readonly string[] {
  const start = section === '' ? '' : `${section}.`;
  const below = paths.filter((path) => path.startsWith(start));
  return [...new Set(below.map((path) => path.slice(start.length).split('.')[0] ?? ''))];
}

/** Environment variables that look like ours and are not. */
export function unknownVariables(env: Environment): readonly Fault[] {
  const ours = Object.entries(env).filter(([name, value]) => name.startsWith('STORMFOLD_') && value?.trim());
  const unknown = ours.filter(([name, value]) => !variables.includes(name) && !isServiceLink(name, value));
  return unknown.map(([name]) => ({
    path: '',
    source: name,
    problem: `unknown variable${meantVariable(name)}`,
  }));
}

// `STORMFOLD_REDIS_URL` for `REDIS_URL` is as likely as a wrong letter, so the common start does not count.
function meantVariable(name: string): string {
  const bare = (each: string) => each.replace(/^STORMFOLD_/, '');
  const near = nearest(bare(name), variables.map(bare));
  return didYouMean(variables.filter((each) => near.includes(bare(each))));
}

/**
 * Kubernetes gives every pod variables named after the services of its namespace: with one called `stormfold` or
 * `stormfold-redis` they start like ours, and must not keep us from starting.
 */
function isServiceLink(name: string, value: string | undefined): boolean {
  if (/_SERVICE_HOST$|_SERVICE_PORT(?:_\w+)?$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(value ?? '');
}

function words(list: readonly string[]): string {
  return list.map((word) => `\`${word}\``).join(', ');
}
