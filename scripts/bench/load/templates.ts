import { join } from 'node:path';

import { recordingFile } from '../../../src/cli/demo/truth.ts';
import { readRecording } from '../../../src/cli/recording.ts';

/** An alert as Alertmanager delivered it. */
export interface CapturedAlert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL?: string;
  readonly fingerprint: string;
}

/** The firing alerts of one namespace: what one notification of a sender that groups by namespace is made of. */
export type Neighbours = readonly CapturedAlert[];

const heartbeats = new Set(['Watchdog', 'InfoInhibitor']);
/** Fewer would make notifications of one alert over and over. */
const fewestNeighbours = 4;

/**
 * Real alerts, by namespace, each once: those of the stream in STORMFOLD_FIXTURES where that is set, else those of the
 * demo's recording, which a real Alertmanager sent too but which are a quarter shorter.
 */
export async function readTemplates(fixtures = process.env['STORMFOLD_FIXTURES']): Promise<Neighbours[]> {
  const bodies = await bodiesOf(
    fixtures === undefined ? recordingFile : join(fixtures, 'replay', 'by-namespace.jsonl.gz'),
  );
  const byNamespace = new Map<string, Map<string, CapturedAlert>>();
  for (const alert of bodies.flatMap(({ alerts }) => alerts)) {
    if (alert.status !== 'firing' || heartbeats.has(alert.labels['alertname'] ?? '')) continue;
    const namespace = alert.labels['namespace'] ?? '';
    const known = byNamespace.get(namespace) ?? new Map<string, CapturedAlert>();
    byNamespace.set(namespace, known.set(alert.fingerprint, alert));
  }
  return [...byNamespace.values()]
    .map((known) => [...known.values()])
    .filter((some) => some.length >= fewestNeighbours);
}

interface Body {
  readonly alerts: readonly CapturedAlert[];
}

async function bodiesOf(recording: string): Promise<Body[]> {
  const bodies: Body[] = [];
  for await (const { body } of readRecording(recording)) bodies.push(JSON.parse(String(body)) as Body);
  return bodies;
}
