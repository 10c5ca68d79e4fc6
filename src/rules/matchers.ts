import type { Labels } from '../alert/alert.ts';
import { linearRegex } from './linear-regex.ts';

export const operators = ['=', '!=', '=~', '!~'] as const;
export type Operator = (typeof operators)[number];

/** All of them must match; none matches every alert. */
export type Matchers = readonly Matcher[];

/** A text that needs no quotes: it has no white space and no character of the syntax. */
export const bareText = /[^\s{}!=~,\\"'`]+/;

/** What one label must be, or must not be. A label that an alert lacks is the empty text. */
export class Matcher {
  readonly label: string;
  readonly operator: Operator;
  readonly value: string;
  readonly #accepts: (text: string) => boolean;

  /** Throws a RegexError when the operator wants a regular expression and the value is none. */
  constructor(label: string, operator: Operator, value: string) {
    this.label = label;
    this.operator = operator;
    this.value = value;
    this.#accepts = testOf(operator, value);
  }

  get isRegex(): boolean {
    return this.operator === '=~' || this.operator === '!~';
  }

  matches(labels: Labels): boolean {
    // a label may be called `constructor`, and every object inherits one
    return this.#accepts(Object.hasOwn(labels, this.label) ? (labels[this.label] ?? '') : '');
  }
}

/** Whether all match. Those without a regular expression are asked first: they cost least and decide most. */
export function matches(matchers: Matchers, labels: Labels): boolean {
  return (
    matchers.every((matcher) => matcher.isRegex || matcher.matches(labels)) &&
    matchers.every((matcher) => !matcher.isRegex || matcher.matches(labels))
  );
}

/** `{severity="critical", team=~"a|b"}`, which `parseMatchers` reads again, except for no matchers: `{}`. */
export function formatMatchers(matchers: Matchers): string {
  return `{${matchers.map(formatMatcher).join(', ')}}`;
}

function formatMatcher({ label, operator, value }: Matcher): string {
  const bare = bareText.exec(label)?.[0] === label;
  return `${bare ? label : quoted(label)}${operator}${quoted(value)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}

function testOf(operator: Operator, value: string): (text: string) => boolean {
  if (operator === '=') return (text) => text === value;
  if (operator === '!=') return (text) => text !== value;
  const accepts = linearRegex(value);
  return operator === '=~' ? accepts : (text) => !accepts(text);
}
