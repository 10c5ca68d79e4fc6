export type Labels = Readonly<Record<string, string>>;

/** From when to when an alert fires, in milliseconds of the incident; without an end, it still does when that ends. */
export interface Firing {
  readonly fromMs: number;
  readonly toMs?: number;
}

/**
 * One alert of the incident. What it is about is written down by whoever wrote the incident, and not read from the
 * labels: the truth must not come from the rules that it judges.
 */
export interface ScriptedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL: string;
  readonly about: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly firings: readonly Firing[];
  /** A heartbeat, which Stormfold excludes unless it is told otherwise. */
  readonly excluded: boolean;
}

/** What differs between two alerts of one rule. */
export interface Told {
  readonly name: string;
  readonly severity: string;
  readonly labels: Labels;
  readonly about: ScriptedAlert['about'];
  readonly summary: string;
  readonly description: string;
  readonly expr: string;
}

export function alert(told: Told, ...firings: Firing[]): ScriptedAlert {
  const { name, severity, labels, about, summary, description, expr } = told;
  return {
    labels: { alertname: name, severity, prometheus: 'observability/main', ...labels },
    annotations: { summary, description, runbook_url: `https://runbooks.example.org/${name.toLowerCase()}` },
    generatorURL: `http://prometheus.observability.svc:9090/graph?g0.expr=${encodeURIComponent(expr)}&g0.tab=1`,
    about,
    firings,
    excluded: name === 'Watchdog' || name === 'InfoInhibitor',
  };
}

/** Seconds of the incident. */
export function at(fromS: number, toS?: number): Firing {
  return { fromMs: Math.round(fromS * 1000), ...(toS !== undefined && { toMs: Math.round(toS * 1000) }) };
}
