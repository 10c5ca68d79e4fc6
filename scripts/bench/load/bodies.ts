import { fingerprintOf } from '../../../src/alert/fingerprint.ts';
import type { CapturedAlert, Neighbours } from './templates.ts';

/** What a sender is to send. */
export interface LoadSpec {
  /** A notification to a webhook, or the same alerts as a Prometheus posts them to an Alertmanager. */
  readonly shape: 'webhook' | 'alerts';
  readonly notifications: number;
  readonly alertsEach: number;
  /** Of a hundred alerts, how many were sent before. */
  readonly repeatsIn100: number;
  /** Other alerts for another number. */
  readonly seed: number;
}

/** Labels that name what an alert is about: with another value it is another alert of the same pattern. */
const identities = [
  ...['pod', 'deployment', 'statefulset', 'daemonset', 'job_name', 'horizontalpodautoscaler'],
  ...['persistentvolumeclaim', 'persistentvolume', 'resourcequota', 'node', 'instance'],
];

/**
 * Makes notifications out of captured alerts, each of the alerts of one namespace as a sender that groups by namespace sends
 * them: some new, the others sent before, oldest first, as a flush carries its whole group. The first notifications of a
 * namespace have nothing to repeat and are all new.
 */
export class Bodies {
  readonly #senders: NamespaceSender[];
  readonly #spec: LoadSpec;
  #made = 0;

  constructor(templates: readonly Neighbours[], spec: LoadSpec) {
    this.#spec = spec;
    this.#senders = templates.map((neighbours) => new NamespaceSender(neighbours, spec));
  }

  /** The next body, and how many of its alerts are new. */
  next(): { readonly body: Buffer; readonly fresh: number } {
    const sender = this.#senders[this.#made++ % this.#senders.length];
    if (!sender) throw new Error('no captured alerts');
    const { alerts, fresh } = sender.next();
    return {
      body: Buffer.from(this.#spec.shape === 'webhook' ? notification(alerts) : `[${alerts.join(',')}]`),
      fresh,
    };
  }
}

class NamespaceSender {
  readonly #neighbours: Neighbours;
  readonly #spec: LoadSpec;
  readonly #sent: string[] = [];
  #made = 0;
  #owed = 0;
  #repeated = 0;

  constructor(neighbours: Neighbours, spec: LoadSpec) {
    this.#neighbours = neighbours;
    this.#spec = spec;
  }

  next(): { readonly alerts: readonly string[]; readonly fresh: number } {
    const { alertsEach, repeatsIn100 } = this.#spec;
    const alerts: string[] = [];
    const known = this.#sent.length;
    for (let i = 0; i < alertsEach; i++) {
      // In whole hundredths, so that also notifications of one alert come to that share.
      this.#owed += repeatsIn100;
      const repeat = this.#owed >= 100 && i < known;
      if (this.#owed >= 100) this.#owed -= 100;
      alerts.push(repeat ? this.#repeat(known) : this.#fresh());
    }
    return { alerts, fresh: this.#sent.length - known };
  }

  #repeat(known: number): string {
    return this.#sent[this.#repeated++ % known] ?? '';
  }

  #fresh(): string {
    const template = this.#neighbours[this.#made % this.#neighbours.length];
    if (!template) throw new Error('no captured alerts');
    const text = textOf(renamed(template, `${this.#spec.seed}-${this.#made++}`), this.#spec.shape);
    this.#sent.push(text);
    return text;
  }
}

/** The same alert about another object, whose name stands wherever that of the captured one stood. */
function renamed(alert: CapturedAlert, suffix: string): CapturedAlert {
  const label = identities.find((name) => alert.labels[name] !== undefined) ?? 'instance';
  const before = alert.labels[label] ?? '';
  const name = `${before}-${suffix}`;
  const labels = { ...alert.labels, [label]: name };
  const texts = Object.entries(alert.annotations).map(([key, text]) => [
    key,
    before === '' ? text : text.replaceAll(before, name),
  ]);
  return {
    ...alert,
    labels,
    annotations: Object.fromEntries(texts) as Record<string, string>,
    fingerprint: fingerprintOf(labels),
  };
}

function textOf(
  { labels, annotations, startsAt, generatorURL, fingerprint }: CapturedAlert,
  shape: LoadSpec['shape'],
): string {
  if (shape === 'alerts')
    return JSON.stringify({ labels, annotations, startsAt: new Date().toISOString(), generatorURL });
  const endsAt = '0001-01-01T00:00:00Z';
  return JSON.stringify({
    status: 'firing',
    labels,
    annotations,
    startsAt,
    endsAt,
    generatorURL,
    fingerprint,
  });
}

function notification(alerts: readonly string[]): string {
  const envelope = {
    ...{ receiver: 'stormfold', status: 'firing', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
    ...{
      externalURL: 'http://alertmanager.example:9093',
      version: '4',
      groupKey: '{}:{}',
      truncatedAlerts: 0,
    },
  };
  return `${JSON.stringify(envelope).slice(0, -1)},"alerts":[${alerts.join(',')}]}`;
}
