import { createHash } from 'node:crypto';

import { Liquid } from 'liquidjs';

import { labelValueOf } from '../resource-name.ts';

/** Longest text of one placeholder, in characters; most time for one, in ms; most it may allocate, as liquidjs counts. */
const limits = { parseLimit: 64 * 1024, renderLimit: 2000, memoryLimit: 64 * 1024 * 1024 };

/** Tags that read files. */
const fileTags = ['include', 'render', 'layout', 'block'];

/**
 * Liquid, which knows values, filters, conditions and loops, and can call no code. A name that nothing bears is an error
 * and not an empty text, unless a `default` filter follows it: a typing error must not leave a field empty in silence.
 */
export function makeEngine(): Liquid {
  const strict = { strictFilters: true, strictVariables: true, lenientIf: true, ownPropertyOnly: true };
  const engine = new Liquid({ ...strict, ...limits, timezoneOffset: 0, templates: {} });
  for (const tag of fileTags) delete engine.tags[tag];
  engine.registerFilter('sha256', (value: unknown) =>
    createHash('sha256').update(textOf(value)).digest('hex'),
  );
  engine.registerFilter('label_value', (value: unknown) => labelValueOf(textOf(value)));
  return engine;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
