import { LRUCache } from 'lru-cache';

import type { Labels } from '../alert/alert.ts';
import {
  type Pattern,
  type PatternBy,
  besideTenant,
  patternOf,
  patternText,
  scopeOf,
  tenantNameOf,
} from '../storm/pattern.ts';
import type { Tenant } from '../storm/terms.ts';
import { type TenantLimits, allLabels } from './rule.ts';

/** Which pattern an alert belongs to, and whose it is. */
export interface Home {
  readonly pattern: Pattern;
  /** Undefined: nobody's, and nothing is limited. */
  readonly tenant: Tenant | undefined;
}

/** The homes that are remembered of one rule: those of the storms of a bad day. */
const mostKnown = 2000;
/** In UTF-16 units. Longer texts are rare, and would make what is remembered large. */
const longestKnown = 1000;

/**
 * Finds the home of an alert's labels under one rule. Those asked for lately are remembered: a storm is many alerts of one
 * pattern, and to hash it for each of them took most of the time of sorting them.
 */
export function homing(
  by: PatternBy,
  tenants: TenantLimits | undefined,
  partitions: number,
): (labels: Labels) => Home {
  const find = (labels: Labels) => homeOf(patternOf(labels, by), tenants, partitions);
  // Of all its labels, an alert is a pattern of its own.
  return by.by.includes(allLabels) ? find : remembering(find, by.by);
}

/** Finds the home of alerts that are correlated: that of their scope, which is of no tenant. */
export function scoping(label: string): (labels: Labels) => Home {
  return remembering((labels) => ({ pattern: scopeOf(labels, label), tenant: undefined }), [label]);
}

function remembering(find: (labels: Labels) => Home, by: readonly string[]): (labels: Labels) => Home {
  const known = new LRUCache<string, Home>({ max: mostKnown });
  return (labels) => {
    const text = patternText(labels, by);
    const found = known.get(text);
    if (found) return found;
    const home = find(labels);
    if (text.length <= longestKnown) known.set(text, home);
    return home;
  };
}

function homeOf(pattern: Pattern, tenants: TenantLimits | undefined, partitions: number): Home {
  const name = tenants && isLimited(tenants) ? tenantNameOf(pattern, tenants.label) : undefined;
  if (!tenants || name === undefined) return { pattern, tenant: undefined };
  const { label, maxStorms, maxAlerts } = tenants;
  const limits = {
    ...(maxStorms !== undefined && { maxStorms }),
    ...(maxAlerts !== undefined && { maxAlerts }),
  };
  return { pattern: besideTenant(pattern, name, partitions), tenant: { label, name, ...limits } };
}

export function isLimited({ maxStorms, maxAlerts }: TenantLimits): boolean {
  return maxStorms !== undefined || maxAlerts !== undefined;
}
