import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

import { freePort } from '../../src/redis/server/free-port.ts';
import { run, tryRun } from '../../src/redis/server/run.ts';
import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { eventually } from './eventually.ts';

export const checkout = fileURLToPath(new URL('../../', import.meta.url));

/** It stays on the engine: the next run then builds only what has changed. */
export const image = 'stormfold-test';

/** As the image promises to run: nothing of its own to write to, and no rights. */
export const hardened = [
  ...['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
];

/** Answers what docker printed. */
export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).trim();
}

export async function buildImage(): Promise<void> {
  await docker('build', '--quiet', '--tag', image, checkout);
}

/** A network with containers and a volume of a test's own, which are all gone when the test is. */
export class Containers implements AsyncDisposable {
  readonly network = `stormfold-test-${randomUUID().slice(0, 8)}`;
  readonly volume = `${this.network}-storms`;
  readonly #started: string[] = [];
  readonly #urls = new Map<string, string>();

  static async open(): Promise<Containers> {
    const containers = new Containers();
    await docker('network', 'create', containers.network);
    await docker('volume', 'create', containers.volume);
    return containers;
  }

  /** A Redis of their own, found by the others as `redis`. */
  async redis(): Promise<string> {
    const settings = ['--protected-mode', 'no', '--appendonly', 'yes', '--dir', '/data'];
    const options = ['--network-alias', 'redis', '--volume', '/data'];
    const name = await this.#run('redis', [...options, 'redis:8-alpine', 'redis-server', ...settings]);
    await eventually(() => docker('exec', name, 'redis-cli', 'ping'));
    return name;
  }

  /** One process of Stormfold, with the health check often enough for a test. Answers its name. */
  async serve(role: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const port = await freePort();
    const settings = { REDIS_URL: 'redis://redis:6379', STORMFOLD_ALLOW_OPEN: 'true', ...env };
    const options = [
      ...hardened,
      ...['--health-interval', '2s', '--health-retries', '1', '--health-start-period', '1s'],
      ...['--publish', `127.0.0.1:${port}:8080`, '--volume', `${this.volume}:/storms`],
      ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ];
    const name = await this.#run(role, [...options, image, 'serve', '--role', role]);
    this.#urls.set(name, `http://127.0.0.1:${port}`);
    return name;
  }

  /** Where this machine reaches a service, also after it was stopped and started. */
  urlOf(service: string): string {
    return this.#urls.get(service) ?? '';
  }

  async #run(name: string, args: readonly string[]): Promise<string> {
    const container = `${this.network}-${name}`;
    this.#started.push(container);
    await docker('run', '--detach', '--name', container, '--network', this.network, ...args);
    return container;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await tryRun('docker', ['rm', '--force', '--volumes', ...this.#started]);
    await docker('volume', 'rm', this.volume);
    await docker('network', 'rm', this.network);
  }
}

export async function stateOf(container: string, field: string): Promise<string> {
  return docker('inspect', '--format', `{{.State.${field}}}`, container);
}

/** Resolves once the container's own health check says so. */
export async function untilHealth(container: string, status: 'healthy' | 'unhealthy'): Promise<void> {
  await eventually(
    async () => {
      const health = await stateOf(container, 'Health.Status');
      if (health !== status) throw new Error(`${container} is ${health}: ${await docker('logs', container)}`);
    },
    { timeout: 60_000, interval: 250 },
  );
}

/** What the service logged with this message. */
export async function logged(container: string, msg: string): Promise<Record<string, unknown>[]> {
  const lines = (await docker('logs', container)).split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['msg'] === msg);
}

/** Prints every resource, one after the other, also where there is none yet. */
export const printResources =
  'for file in /storms/*.yaml; do [ -e "$file" ] && cat "$file" && echo "---"; done; true';

export function resourcesIn(printed: string): AlertStormManifest[] {
  const documents = parseAllDocuments(printed);
  if (!Array.isArray(documents)) return [];
  return documents
    .map((document) => document.toJS() as AlertStormManifest | null)
    .filter((each) => each !== null);
}
