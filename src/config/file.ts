import { resolve } from 'node:path';

import { type Document, LineCounter, type Node, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

import type { Fault } from './faults.ts';
import type { Keys } from './keys.ts';
import { readText } from './token-files.ts';

/** A configuration file as it was read, and where in it each key stands. */
export interface ConfigFile {
  /** A mapping; empty when there is no file, or none that can be read. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
  /** `file:line` of a key or entry; where it is not there, or came by an alias, of what it would stand in. */
  sourceOf(keys: Keys): string;
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
  return { content, faults: [], sourceOf: (keys) => `${file}${lineOf(document, lines, keys)}` };
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

/** What a value in the file is at a way through mappings and lists; undefined where there is none. */
export function valueAt(content: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return (at as unknown[])[Number(key)];
    return isMapping(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, content);
}

function lineOf(document: Document.Parsed, lines: LineCounter, keys: Keys): string {
  if (keys.length === 0) return '';
  const node = nodeAt(document, keys);
  if (node?.range) return `:${lines.linePos(node.range[0]).line}`;
  return lineOf(document, lines, keys.slice(0, -1));
}

/** The key of a mapping, or the entry of a list. */
function nodeAt(document: Document.Parsed, keys: Keys): Node | undefined {
  const parent = keys.length > 1 ? document.getIn(keys.slice(0, -1), true) : document.contents;
  const found = isMap(parent)
    ? parent.items.map(({ key }) => key).find((key) => isScalar(key) && String(key.value) === keys.at(-1))
    : isSeq(parent) && parent.items[Number(keys.at(-1))];
  return isNode(found) ? found : undefined;
}

// The library's own message may quote the file; its code never does.
function syntaxFault(source: string, code: string): Fault {
  return { path: '', source, problem: `is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})` };
}

function unusable(file: string, problems: readonly string[]): ConfigFile {
  return { ...noFile, faults: problems.map((problem) => ({ path: '', source: file, problem })) };
}
