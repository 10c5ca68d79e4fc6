import { beforeAll, expect, it } from 'vitest';

import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import {
  Containers,
  buildImage,
  docker,
  logged,
  printResources,
  resourcesIn,
  stateOf,
  untilHealth,
} from '../support/containers.ts';
import { eventually } from '../support/eventually.ts';
import { namesOf } from '../support/peek.ts';

beforeAll(buildImage, 600_000);

/** Posts one alert after the other until it is told to end, each again until it is answered 202, as Alertmanager does. */
class Sender {
  /** As `Kind/namespace/name`. */
  readonly accepted: string[] = [];
  readonly #url: string;
  readonly #ended: Promise<void>;
  #enough = false;

  constructor(url: string) {
    this.#url = `${url}/webhooks/alertmanager`;
    this.#ended = this.#run();
  }

  /** Resolves once so many more were accepted. */
  async accepts(more: number): Promise<void> {
    const wanted = this.accepted.length + more;
    await eventually(() => expect(this.accepted.length).toBeGreaterThanOrEqual(wanted));
  }

  async end(): Promise<void> {
    this.#enough = true;
    await this.#ended;
  }

  async #run(): Promise<void> {
    for (let i = 0; !this.#enough; i++) {
      // Over so many storms that none of them has more than a resource takes.
      const [namespace, pod] = [`shop-${i % 50}`, `api-${i}`];
      await eventually(() => this.#post(namespace, pod), { timeout: 60_000, interval: 50 });
      this.accepted.push(`Pod/${namespace}/${pod}`);
    }
  }

  async #post(namespace: string, pod: string): Promise<void> {
    const labels = { alertname: 'HighCPUUsage', namespace, pod };
    const alerts = [{ status: 'firing', labels, annotations: {}, startsAt: '2026-06-01T11:59:00Z' }];
    const body = JSON.stringify({ version: '4', status: 'firing', alerts });
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(this.#url, { method: 'POST', headers, body });
    if (status !== 202) throw new Error(`answered ${status}`);
  }
}

async function resourcesOf(worker: string): Promise<AlertStormManifest[]> {
  return resourcesIn(await docker('exec', worker, 'sh', '-c', printResources));
}

/** Every alert of every resource, as often as it is there. */
function podsIn(resources: readonly AlertStormManifest[]): string[] {
  return resources.flatMap(namesOf).sort();
}

it('docker stop in the middle loses nothing: every accepted alert is in the resources, once', async () => {
  await using containers = await Containers.open();
  await containers.redis();
  const env = { STORMFOLD_WINDOW: '20s' };
  const [intake, worker] = [await containers.serve('intake', env), await containers.serve('worker', env)];
  await Promise.all([intake, worker].map((name) => untilHealth(name, 'healthy')));
  const sender = new Sender(containers.urlOf(intake));
  await sender.accepts(50);

  await docker('stop', worker);
  const foldedBefore = (await logged(worker, 'job folded')).length;
  await sender.accepts(20);
  await docker('stop', intake);
  const acceptedBefore = sender.accepted.length;
  expect([await stateOf(worker, 'ExitCode'), await stateOf(intake, 'ExitCode')]).toEqual(['0', '0']);
  await docker('start', intake, worker);
  await sender.accepts(20);
  await sender.end();
  const wanted = sender.accepted.toSorted();
  await eventually(async () => expect(podsIn(await resourcesOf(worker))).toHaveLength(wanted.length), {
    timeout: 90_000,
    interval: 500,
  });

  expect(podsIn(await resourcesOf(worker))).toEqual(wanted);
  // Stopped between one alert and the next, on both sides: what was left then was folded by the next life.
  expect(foldedBefore).toBeGreaterThan(0);
  expect(foldedBefore).toBeLessThan(acceptedBefore);
  expect((await logged(worker, 'job folded')).length).toBeGreaterThan(foldedBefore);
}, 240_000);
