export const defaultSeverityOrder = ['critical', 'error', 'warning', 'info', 'none'] as const;

/** A severity and its place in the configured order: 0 is the highest, one past the end is unknown. */
export interface Severity {
  readonly name: string;
  readonly rank: number;
}

/** An alert without the label has severity `none`; an unknown one ranks below all that are configured. */
export function severityOf(label: string | undefined, order: readonly string[]): Severity {
  const name = label || 'none';
  const place = order.indexOf(name.toLowerCase());
  return { name, rank: place < 0 ? order.length : place };
}
