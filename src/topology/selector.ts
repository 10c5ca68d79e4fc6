import type { Labels } from '../alert/alert.ts';

/** Kubernetes' label selector: all of it must hold. Without any condition it selects everything. */
export interface Selector {
  readonly labels: Labels;
  readonly expressions: readonly Expression[];
}

export interface Expression {
  readonly key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`; any other selects nothing. */
  readonly operator: string;
  readonly values: readonly string[];
}

export function selects({ labels: wanted, expressions }: Selector, labels: Labels): boolean {
  for (const key of Object.keys(wanted)) if (labels[key] !== wanted[key]) return false;
  return expressions.every((expression) => holds(expression, labels[expression.key]));
}

function holds({ operator, values }: Expression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    // Also without the label, as in Kubernetes.
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
