import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import type { z } from 'zod';

import { ConfigError, codeOf } from '../../errors.ts';
import { type TopologyFile, topologyFile } from './format.ts';

/** The most that are told of one file: a wrong list can have a fault in each of ten thousand entries. */
const mostFaults = 20;

/** Reads a topology in JSON or YAML. Throws a ConfigError that lists what is wrong with it, each with its path. */
export function readTopologyFile(file: string): TopologyFile {
  const result = topologyFile.safeParse(parsed(file, textOf(file)));
  if (result.success) return result.data;
  throw unusable(file, result.error.issues.map(faultOf));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(file, [`can't be read: ${codeOf(error) ?? 'unknown error'}`]);
  }
}

// JSON is YAML too, and takes the YAML parser a hundred times as long.
function parsed(file: string, text: string): unknown {
  try {
    return /^\s*\{/.test(text) ? jsonOrYaml(text) : parse(text);
  } catch {
    throw unusable(file, ['is neither JSON nor YAML']);
  }
}

function jsonOrYaml(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text);
  }
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place === '' ? message : `${place.replace(/^\./, '')}: ${message}`;
}

function unusable(file: string, faults: readonly string[]): ConfigError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const more = faults.length > mostFaults ? [`  and ${faults.length - mostFaults} more`] : [];
  const lines = faults.slice(0, mostFaults).map((fault) => `  ${fault}`);
  return new ConfigError([`${count} in the topology ${file}:`, ...lines, ...more].join('\n'), {
    advice:
      'Correct what is listed, then run `stormfold config check`; docs/topology.md says what can be written.',
  });
}
