import { Drop, type Liquid, LiquidError } from 'liquidjs';
import { type Document, parseAllDocuments } from 'yaml';

import { messageOf } from '../../errors.ts';

/** What is wrong in a template, and where: `spec.severity`, or a line of its file. */
export interface TemplateFault {
  readonly place: string;
  readonly problem: string;
}

export class TemplateError extends Error {
  readonly faults: readonly TemplateFault[];

  constructor(faults: readonly TemplateFault[]) {
    super(faults.map(({ place, problem }) => `${place}: ${problem}`).join('; '));
    this.faults = faults;
  }
}

/** A part of a template, ready to be rendered with what a storm offers. Undefined: to be left out. */
export type Render = (scope: object) => unknown;

/** `!value expression`: the value itself, be it a number, a list or a mapping, where a placeholder in a text gives text. */
class Expression {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

const valueTag = { tag: '!value', resolve: (source: string) => new Expression(source) };

/** Prepares what `readTemplate` read. Throws a TemplateError that lists every fault there is. */
export function compile(content: unknown, engine: Liquid): Render {
  const faults: TemplateFault[] = [];
  const render = compileNode(content, '', { engine, faults });
  if (faults.length > 0) throw new TemplateError(faults);
  return render;
}

/** The one YAML document of a template, its placeholders as they are. Throws a TemplateError. */
export function readTemplate(text: string): unknown {
  const documents = parseAllDocuments(text, { customTags: [valueTag] });
  if (!Array.isArray(documents) || documents.length !== 1 || documents[0] === undefined)
    throw new TemplateError([{ place: 'the file', problem: 'is not one YAML document' }]);
  const [document] = documents;
  const faults = [...document.errors, ...document.warnings].map(({ message, linePos }) => ({
    place: `line ${linePos?.[0].line ?? '?'}`,
    problem: message.split('\n')[0] ?? '',
  }));
  if (faults.length > 0) throw new TemplateError(faults);
  return toValue(document);
}

function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new TemplateError([{ place: 'the file', problem: messageOf(error) }]);
  }
}

interface Compiler {
  readonly engine: Liquid;
  readonly faults: TemplateFault[];
}

function compileNode(node: unknown, place: string, compiler: Compiler): Render {
  if (node instanceof Expression) return compileExpression(node.source, place, compiler);
  if (typeof node === 'string') return compileText(node, place, compiler);
  if (Array.isArray(node)) return compileList(node, place, compiler);
  if (typeof node === 'object' && node !== null) return compileMapping(node, place, compiler);
  return () => node;
}

function compileText(text: string, place: string, { engine, faults }: Compiler): Render {
  if (!/\{[{%]/.test(text)) return () => text;
  const parsed = saying(place, faults, () => engine.parse(text));
  return (scope) => tell(place, () => engine.renderSync(parsed ?? [], scope) as string);
}

function compileExpression(source: string, place: string, { engine, faults }: Compiler): Render {
  saying(place, faults, () => engine.parse(`{{ ${source} }}`));
  return (scope) => tell(place, () => valueOf(engine.evalValueSync(source, scope)));
}

// `nil`, `empty` and `blank` are objects to the library.
function valueOf(value: unknown): unknown {
  return value === null || value instanceof Drop ? undefined : value;
}

function compileList(items: readonly unknown[], place: string, compiler: Compiler): Render {
  const renders = items.map((item, index) => compileNode(item, `${place}[${index}]`, compiler));
  return (scope) => renders.map((render) => render(scope)).filter((value) => value !== undefined);
}

function compileMapping(mapping: object, place: string, compiler: Compiler): Render {
  const entries = Object.entries(mapping).map(([key, value]) => {
    const inside = place === '' ? key : `${place}.${key}`;
    if (/\{[{%]/.test(key)) compiler.faults.push({ place: inside, problem: 'a key can hold no placeholder' });
    return [key, compileNode(value, inside, compiler)] as const;
  });
  return (scope) => {
    const rendered = entries.map(([key, render]) => [key, render(scope)] as const);
    return Object.fromEntries(rendered.filter(([, value]) => value !== undefined));
  };
}

/** The first error would hide the others. */
function saying<T>(place: string, faults: TemplateFault[], parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    faults.push({ place, problem: wordsOf(error) });
    return undefined;
  }
}

function tell<T>(place: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw new TemplateError([{ place, problem: wordsOf(error) }]);
  }
}

// The library adds a line and a column that count within one text, and names no place that its reader could find.
function wordsOf(error: unknown): string {
  const words = LiquidError.is(error) ? (error.originalError?.message ?? error.message) : messageOf(error);
  return words.replace(/, line:\d+, col:\d+$/, '');
}
