import { createHash } from 'node:crypto';

import type { Alert } from '../alert/alert.ts';
import { defaultBy } from '../storm/pattern.ts';
import type { StormTerms } from '../storm/terms.ts';
import { defaultRuleOf } from './default-rule.ts';
import { type Route, type RouteOf, patternsText, routing, termsOf } from './route.ts';
import { type RuleBook, defaultRuleName } from './rule.ts';

/** The rules that hold now. A reload puts others in their place, between one notification and the next. */
export class RulesInForce {
  readonly #partitions: number;
  #current: Current;

  constructor(book: RuleBook, partitions: number) {
    this.#partitions = partitions;
    this.#current = currentOf(book, partitions);
  }

  get book(): RuleBook {
    return this.#current.book;
  }

  /** Stands for what decides which alerts share a pattern: the same for as long as no alert can change its pattern. */
  get patterns(): string {
    return this.#current.patterns;
  }

  /** What storms of the last rule are opened with: for alerts that nobody asked a rule about. */
  get defaultTerms(): StormTerms {
    return this.#current.defaultTerms;
  }

  /** The rules as they are now, for all alerts of one notification. */
  routing(nowMs: number): { readonly routeOf: (alert: Alert) => Route; readonly patterns: string } {
    const { routeOf, patterns } = this.#current;
    return { routeOf: (alert) => routeOf(alert, nowMs), patterns };
  }

  replace(book: RuleBook): void {
    this.#current = currentOf(book, this.#partitions);
  }
}

/** What will stand for the patterns once these rules are in force. */
export function patternsOf(book: RuleBook): string {
  return digestOf(patternsText(book));
}

/** What stood for the patterns in versions without rules, and where none are set. */
export const plainPatterns = digestOf(JSON.stringify([[[defaultRuleName, '{}', defaultBy]], '']));

interface Current {
  readonly book: RuleBook;
  readonly routeOf: RouteOf;
  readonly patterns: string;
  readonly defaultTerms: StormTerms;
}

function currentOf(book: RuleBook, partitions: number): Current {
  return {
    ...{ book, routeOf: routing(book, partitions) },
    ...{ patterns: patternsOf(book), defaultTerms: termsOf(defaultRuleOf(book)) },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
