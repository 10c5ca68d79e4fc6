import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { startReceiver } from '../../record-storm/receiver.ts';
import {
  type Delivery,
  type Topology,
  type Truth,
  deliverySchema,
  topologySchema,
  truthSchema,
} from '../format.ts';
import { pathFor } from './conventions.ts';
import { buildWorld } from './build.ts';
import { serveMetrics } from './exporter.ts';
import { startPrograms } from './programs.ts';
import type { Script } from './spec.ts';
import { Stage } from './stage.ts';
import { topologyOf } from './topology.ts';
import { truthOf } from './truth.ts';

/** In which only the heartbeat comes. */
const quietMs = 2000;

/** What came of playing a script. */
export interface Played {
  readonly deliveries: readonly Delivery[];
  readonly truth: Truth;
  readonly topology: Topology;
}

/** Plays one incident and writes what came of it, into a folder of its name. Answers that in a line. */
export async function record(script: Script, folder: string): Promise<string> {
  const played = await play(script);
  await write(join(folder, script.name), played);
  const { truth, deliveries } = played;
  const alerts = Object.values(truth.causes).map(({ members }) => members.length);
  return `${script.name}: ${deliveries.length} deliveries on ${pathFor(script.conventions)}, causes of ${alerts.join(', ') || 'no'} alerts, ${truth.unrelated.length} single`;
}

/** Plays one incident against a real Prometheus and a real Alertmanager, with all its causes or some. Takes its seconds and twenty more. */
export async function play(script: Script, acts?: (id: string) => boolean): Promise<Played> {
  const receiver = await startReceiver();
  try {
    const { conventions, cluster, seconds, description } = script;
    const startedAt = Date.now();
    const world = buildWorld(conventions, cluster);
    await using exporter = await serveMetrics(world);
    await using _ = await startPrograms(conventions, exporter.address, receiver.url);
    const stage = new Stage(world, acts);
    script.play(stage);
    await stage.play(world.nowMs() + quietMs, seconds);
    const deliveries = receiver.deliveries.map((one) => deliverySchema.parse(one));
    const truth = truthOf(stage, description, startedAt, deliveries);
    const topology = topologyOf(world, (receiver.firstAtMs ?? startedAt) - startedAt);
    return { deliveries, truth: truthSchema.parse(truth), topology: topologySchema.parse(topology) };
  } finally {
    await receiver.stop();
  }
}

async function write(folder: string, { deliveries, truth, topology }: Played): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = deliveries.toSorted((a, b) => a.t_ms - b.t_ms).map((one) => `${JSON.stringify(one)}\n`);
  await writeFile(join(folder, 'stream.jsonl.gz'), await promisify(gzip)(lines.join(''), { level: 9 }));
  for (const [name, value] of Object.entries({ truth, topology }))
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(value, undefined, 1)}\n`);
}
