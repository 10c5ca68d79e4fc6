import type { Conventions } from '../conventions.ts';
import type { FaultKind } from '../faults.ts';
import type { World } from '../world.ts';
import { type RuleId, nameOf } from './vocabulary.ts';

export type Labels = Readonly<Record<string, string | undefined>>;

/** An alerting rule, and how to tell from an alert of it which object was broken. */
export interface Rule {
  readonly name: string;
  readonly expr: string;
  readonly forS: number;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly annotations: Readonly<Record<string, string>>;
  /** The object as the simulator names it, from the alert's labels. */
  object(labels: Labels, world: World): string;
  /** The faults of the object that make this alert fire. */
  readonly kinds: readonly FaultKind[];
}

/** All but the name, which is of the installation's vocabulary. */
type Told = Omit<Rule, 'name' | 'annotations'> & { readonly summary: string; readonly description: string };

export function rule(conventions: Conventions, id: RuleId, told: Told): Rule {
  const { summary, description, ...rest } = told;
  return { ...rest, name: nameOf(id, conventions), annotations: { summary, description } };
}
