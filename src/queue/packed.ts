import type { Alert, Labels } from '../alert/alert.ts';

/** Some alerts of one pattern. What all of them say alike is written once: of real ones that is two thirds of their bytes. */
export interface PackedAlerts {
  readonly shared: Shared;
  readonly alerts: readonly OwnPart[];
}

interface Shared {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL?: string | undefined;
}

/** What one alert says beside that. Without a status it fires. */
interface OwnPart extends Pick<Alert, 'fingerprint' | 'startsAt' | 'endsAt' | 'generatorURL'> {
  readonly status?: 'resolved';
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** An alert as a job holds it. Its labels are put together whenever they are asked for: of a repeat nobody asks. */
export interface UnpackedAlert extends Pick<Alert, 'status' | 'labels' | 'annotations' | 'fingerprint'> {
  readonly startsAt: string | undefined;
  readonly endsAt: string | undefined;
  readonly generatorURL: string | undefined;
}

export function pack(alerts: readonly Alert[]): PackedAlerts {
  const pairs = sharedBy(alerts);
  const shared: { -readonly [K in keyof Shared]: Shared[K] } = {
    labels: Object.fromEntries(pairs.labels),
    annotations: Object.fromEntries(pairs.annotations),
  };
  if (pairs.link !== undefined) shared.generatorURL = pairs.link;
  return { shared, alerts: alerts.map((alert) => ownPart(alert, pairs)) };
}

export function unpack({ shared, alerts }: PackedAlerts): UnpackedAlert[] {
  return alerts.map((own) => new PackedAlert(shared, own));
}

interface SharedPairs {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly link: string | undefined;
}

function sharedBy(alerts: readonly Alert[]): SharedPairs {
  const link = alerts[0]?.generatorURL;
  return {
    labels: sharedPairs(alerts.map(({ labels }) => labels)),
    annotations: sharedPairs(alerts.map(({ annotations }) => annotations)),
    link: alerts.every(({ generatorURL }) => generatorURL === link) ? link : undefined,
  };
}

/** The pairs that all of these have. Comparing them is cheaper than writing them once more. */
function sharedPairs(all: readonly Labels[]): ReadonlyMap<string, string> {
  const [first = {}, ...others] = all;
  const shared = new Map(Object.entries(first));
  for (const other of others) {
    for (const [name, value] of shared) if (other[name] !== value) shared.delete(name);
    if (shared.size === 0) break;
  }
  return shared;
}

// Key by key: spreading conditional objects would take longer than all the rest.
function ownPart(alert: Alert, shared: SharedPairs): OwnPart {
  const { status, startsAt, endsAt, generatorURL, fingerprint } = alert;
  const own: { -readonly [K in keyof OwnPart]: OwnPart[K] } = { fingerprint };
  if (status === 'resolved') own.status = status;
  if (startsAt !== undefined) own.startsAt = startsAt;
  if (endsAt !== undefined) own.endsAt = endsAt;
  if (generatorURL !== undefined && generatorURL !== shared.link) own.generatorURL = generatorURL;
  const labels = without(alert.labels, shared.labels);
  if (labels) own.labels = labels;
  const annotations = without(alert.annotations, shared.annotations);
  if (annotations) own.annotations = annotations;
  return own;
}

/** Undefined where nothing is left. */
function without(pairs: Labels, shared: ReadonlyMap<string, string>): Labels | undefined {
  const names = Object.keys(pairs).filter((name) => !shared.has(name));
  // fromEntries makes own properties, `__proto__` included; assignment would not.
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, pairs[name] ?? '']));
}

class PackedAlert implements UnpackedAlert {
  readonly #shared: Shared;
  readonly #own: OwnPart;

  constructor(shared: Shared, own: OwnPart) {
    this.#shared = shared;
    this.#own = own;
  }

  get status() {
    return this.#own.status ?? 'firing';
  }

  get fingerprint() {
    return this.#own.fingerprint;
  }

  get startsAt() {
    return this.#own.startsAt;
  }

  get endsAt() {
    return this.#own.endsAt;
  }

  get generatorURL() {
    return this.#own.generatorURL ?? this.#shared.generatorURL;
  }

  get labels() {
    return { ...this.#shared.labels, ...this.#own.labels };
  }

  get annotations() {
    return { ...this.#shared.annotations, ...this.#own.annotations };
  }
}
