import { resolve } from 'node:path';

import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';

import type { Fault } from './faults.ts';
import { readText } from './token-files.ts';

/** A configuration file as it was read, and where in it each key stands. */
export interface ConfigFile {
  /** A mapping; empty when there is no file, or none that can be read. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
  /** `file:line` of the key at a path. */
  sourceOf(path: readonly string[]): string;
}

export const noFile: ConfigFile = { content: {}, faults: [], sourceOf: () => '' };

export function readConfigFile(file: string, cwd: string): ConfigFile {
  const read = readText(resolve(cwd, file));
  return read.fault === undefined ? parseConfigFile(read.text, file) : unusable(file, [read.fault]);
}

function parseConfigFile(text: string, file: string): ConfigFile {
  const lines = new LineCounter();
  // Pretty errors would quote the line, which may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    const faults = errors.map(({ code, pos }) => syntaxFault(`${file}:${lines.linePos(pos[0]).line}`, code));
    return { ...noFile, faults };
  }
  const content = contentOf(document);
  if (!isMapping(content)) return unusable(file, ['is not a YAML mapping of settings']);
  return { content, faults: [], sourceOf: (path) => `${file}${lineOf(document, lines, path)}` };
}

/** Undefined for what is valid YAML and still has no value: an alias to nothing, or a bomb of aliases. */
function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    return undefined;
  }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly string[]): string {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return '';
  const key = parent.items
    .map((pair) => pair.key)
    .find((each) => isScalar(each) && String(each.value) === path.at(-1));
  return isNode(key) && key.range ? `:${lines.linePos(key.range[0]).line}` : '';
}

// The library's own message may quote the file; its code never does.
function syntaxFault(source: string, code: string): Fault {
  return { path: '', source, problem: `is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})` };
}

function unusable(file: string, problems: readonly string[]): ConfigFile {
  return { ...noFile, faults: problems.map((problem) => ({ path: '', source: file, problem })) };
}
