type Labels = Readonly<Record<string, string>>;

/** One line of Prometheus' text format. */
export function series(name: string, labels: Labels, value: number | boolean): string {
  const text = Object.entries(labels).map(([label, one]) => `${label}="${one.replace(/["\\\n]/g, '\\$&')}"`);
  return `${name}{${text.join(',')}} ${Number(value)}`;
}
